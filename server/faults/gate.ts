/** What travels through a gate: bytes, or the end of that direction. */
export type Item = Buffer | 'end';

/**
 * One fault at work in one direction of one connection. Items come in order and must leave in order; a gate that is
 * done with all it held is taken out of the way.
 */
export interface Gate {
  /** Whether bytes should not even be read from the socket. */
  readonly blocksReading: boolean;
  /** How much this gate has to be able to hold before the sender is told to wait, in bytes. Default: see Line. */
  readonly roomBytes?: number;
  /** Takes an item; hands it on now, later, or in pieces. */
  push(item: Item): void;
  /** The fault is over: hands on at once, in order, whatever is held. */
  open(): void;
  /** The connection is over: forgets what is held and stops all timers. */
  stop(): void;
}

/** Hands an item to whatever comes behind the gate. */
export type Forward = (item: Item) => void;

/** Where a gate puts what it took. */
export interface GateOutput {
  readonly forward: Forward;
  /** So many of the bytes it took will never be handed on. */
  readonly lose: (byteCount: number) => void;
}
