import type { WebSocket } from 'ws';
import { MAX_PAGE_BACKLOG_BYTES } from '../limits.ts';

/** How much is handed to the socket before the rest waits here. */
const MAX_IN_SOCKET_BYTES = 4 * 1024 * 1024;
/** Try Again Later (IANA WebSocket Close Code Number Registry). */
const TRY_AGAIN_LATER = 1013;

/** Messages to one page, in order, no faster than it takes them. Waiting batches are shared slices of the recording. */
export class Outbox {
  readonly #socket: WebSocket;
  #waiting: (string | Uint8Array)[] = [];
  #waitingBytes = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  text(message: string): void {
    this.#waiting.push(message);
    this.#pump();
  }

  batch(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MAX_PAGE_BACKLOG_BYTES) {
      this.clearBatches();
      this.#socket.close(TRY_AGAIN_LATER, 'The page reads too slowly. It may come back at once.');
    }
    this.#pump();
  }

  /** Forgets batches that were not sent. Texts stay. */
  clearBatches(): void {
    this.#waiting = this.#waiting.filter((message) => typeof message === 'string');
    this.#waitingBytes = 0;
  }

  #pump(): void {
    let sent = 0;
    for (const message of this.#waiting) {
      if (this.#socket.bufferedAmount > MAX_IN_SOCKET_BYTES) break;
      sent++;
      if (typeof message !== 'string') this.#waitingBytes -= message.length;
      // The callback comes when the operating system has taken the message, or with an error when the page is gone.
      this.#socket.send(message, { binary: typeof message !== 'string' }, (error) => {
        if (!error && this.#waiting.length > 0) this.#pump();
      });
    }
    this.#waiting.splice(0, sent);
  }
}
