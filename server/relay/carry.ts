import type { Duplex } from 'node:stream';

/** What both a socket and a tap can do. */
export interface Carrier extends Duplex {
  destroySoon(): void;
  resetAndDestroy(): unknown;
}

/**
 * Carries bytes between two connections, both ways, each at the pace of its reader. An orderly end of one direction goes
 * on as one; a reset goes on as a reset.
 */
export function carry(one: Carrier, other: Carrier): void {
  one.pipe(other);
  other.pipe(one);
  endWith(one, other);
  endWith(other, one);
}

function endWith(gone: Carrier, left: Carrier): void {
  gone.on('error', () => {});
  gone.once('close', () => {
    if (left.destroyed) return;
    if (gone.errored === null) left.destroySoon();
    else left.resetAndDestroy();
  });
}
