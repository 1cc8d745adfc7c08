import type { OperationEventName } from '../../contract/operations.ts';
import type { ClientOriginId } from '../../contract/origin.ts';
import type { Clock } from '../context.ts';
import type { Connections } from './connections.ts';

export interface ReportDetails {
  readonly detail?: string;
  readonly eventId?: string;
}

/** What a transport is given to run one operation. */
export interface OperationContext {
  readonly origin: ClientOriginId;
  /** The whole address, with `?op=`. */
  readonly url: URL;
  readonly connections: Connections;
  readonly clock: Clock;
  /** Aborted when somebody closes the operation. */
  readonly signal: AbortSignal;
  /** The client's own account, at the moment it happens. `closed` is added by whoever runs the operation. */
  readonly report: (event: Exclude<OperationEventName, 'issued' | 'closed'>, details?: ReportDetails) => void;
}

/**
 * Runs one operation to its end, and resolves with what ended it, in words for people. Rejects when it failed. Whatever
 * it has open is closed by then; `signal` makes it hurry.
 */
export type NodeTransport = (context: OperationContext) => Promise<string>;

/** The longest data a report quotes, in characters. */
const MAX_QUOTE = 200;

export function shorten(text: string): string {
  return text.length <= MAX_QUOTE ? text : `${text.slice(0, MAX_QUOTE)}…`;
}

/** Waits on the lab's clock. Resolves early, without a timer left behind, when the signal is aborted. */
export function delay(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(delayMs, done);
    signal.addEventListener('abort', done);
  });
}
