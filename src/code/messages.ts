import type { OperationEvent } from '../../contract/operations.ts';
import type { ClientOriginId } from '../../contract/origin.ts';

/*
 * What the page and the code of a lesson, which runs in a worker of a sandboxed frame, say to each other over one port.
 */

/** The origins' addresses as the code has them: `lab.http1`. */
export type LabAddresses = Readonly<Partial<Record<ClientOriginId, string>>>;

/** What the worker begins with. */
export interface CodeStart {
  readonly code: string;
  readonly lab: LabAddresses;
  /** Numbers of the first operations. */
  readonly numbers: readonly number[];
}

export type ToCode =
  | { readonly type: 'ping' }
  /** More numbers, as asked for. */
  | { readonly type: 'numbers'; readonly numbers: readonly number[] }
  /** Somebody closes this operation on the stage. */
  | { readonly type: 'close'; readonly op: number };

export type OutputLevel = 'log' | 'info' | 'warn' | 'error';

/** A place in the code; both count from 1. */
export interface CodePlace {
  readonly line: number;
  readonly column: number;
}

export interface OutputEntry {
  readonly level: OutputLevel;
  readonly text: string;
  /** How many times in a row it was said. */
  readonly count: number;
  /** Where in the code an error came from, when that is known. */
  readonly place?: CodePlace | undefined;
}

/** An operation's event, and when it was: milliseconds since the epoch, with fractions. */
export interface CodeReport {
  readonly event: OperationEvent;
  readonly at: number;
}

export type FromCode =
  | { readonly type: 'pong' }
  | {
      readonly type: 'batch';
      readonly entries: readonly OutputEntry[];
      /** How many lines, and reports, were left out since the last batch: too many came at once. */
      readonly left: { readonly entries: number; readonly reports: number };
      readonly reports: readonly CodeReport[];
    }
  | { readonly type: 'want-numbers' }
  /** The code ran to its end, and nothing that it began goes on. */
  | { readonly type: 'finished' };
