import type { Duplex } from 'node:stream';

/** One of two connections between which bytes are carried. */
export interface End {
  /** A socket, or a tap. */
  readonly stream: Duplex & { destroySoon(): void };
  /** Throws it away with a RST where there can be one: TLS and sockets of the file system have none of their own. */
  reset(): void;
}

/**
 * Carries bytes between two connections, both ways, each at the pace of its reader. An orderly end of one direction goes
 * on as one; a reset goes on as a reset.
 */
export function carry(one: End, other: End): void {
  endWith(one, other);
  endWith(other, one);
  one.stream.pipe(other.stream);
  other.stream.pipe(one.stream);
}

function endWith({ stream: gone }: End, left: End): void {
  gone.on('error', () => {});
  gone.once('close', () => {
    if (left.stream.destroyed) return;
    if (gone.errored === null) left.stream.destroySoon();
    else left.reset();
  });
}
