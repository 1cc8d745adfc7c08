import type { Writable } from 'node:stream';

/** As much as nginx holds before it sends: 8 buffers of one memory page (`proxy_buffers`). */
const HELD_BYTES = 32_768;

/** Collects a response until there is enough of it, or it is over; `begin` is called before its first byte is sent. */
export class ResponseBuffer {
  readonly #output: Writable;
  readonly #begin: () => void;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isOpen = false;
  #hasBegun = false;

  constructor(output: Writable, begin: () => void) {
    this.#output = output;
    this.#begin = begin;
  }

  /** Holds nothing back from here on. */
  open(): void {
    this.#isOpen = true;
    this.#flush();
  }

  /** Answers false when the reader is behind, as a stream does. */
  write(bytes: Buffer): boolean {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    return this.#isOpen || this.#heldBytes >= HELD_BYTES ? this.#flush() : true;
  }

  end(): void {
    this.#flush();
    this.#output.end();
  }

  #flush(): boolean {
    if (!this.#hasBegun) this.#begin();
    this.#hasBegun = true;
    const bytes = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return bytes.length === 0 || this.#output.write(bytes);
  }
}
