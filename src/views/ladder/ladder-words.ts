import type { Exchange, Operation, OperationEntry } from '../../../trace/model.ts';
import { count, formatDuration } from '../../layout/units.ts';
import type { Callback } from '../inspector/callback.ts';

/** What a client told: `op 3 onmessage id 21`, `op 3 new EventSource`. */
export function reportWords(operation: Operation, entry: OperationEntry): string {
  const id = entry.eventId === undefined ? '' : ` id ${entry.eventId}`;
  const detail = id === '' && entry.detail !== '' ? `: ${entry.detail}` : '';
  return `op ${operation.id} ${entry.event}${id}${detail}`;
}

/**
 * When a callback ran, by the client's clock, and how long after its frame crossed the tap: `+0.4 ms onmessage`. Within the
 * error of that clock the order is not known.
 */
export function callbackWords({ name, delayMs }: Callback): string {
  return delayMs < 0 ? `${name}, within the clock’s error` : `+${formatDuration(delayMs)} ${name}`;
}

/** A moment of a client's clock: `72.949 ± 23 ms`. */
export function clientClock(t: number, errorMs: number): string {
  return `${(t / 1_000).toFixed(3)}${errorMs > 0 ? ` ± ${formatDuration(errorMs)}` : ''}`;
}

/** What is folded behind a request: `+ 312 rungs, 200, 3.2 s`. */
export function foldWords(exchange: Exchange | undefined, folded: number, now: number): string {
  const parts = [`+ ${count(folded, 'rung')}`];
  if (exchange?.respondedAt !== undefined && exchange.respondedAt <= now) parts.push(String(exchange.status));
  if (exchange) parts.push(formatDuration(Math.min(exchange.endedAt ?? now, now) - exchange.startedAt));
  return parts.join(', ');
}
