import type { Trace } from '../../../trace/trace.ts';
import { formatDuration, count } from '../../layout/units.ts';
import { callbackOf, type Callback } from './callback.ts';

/** Frames that the browser works on itself: no callback ever sees them. By layer and type. */
const KEPT_BY_THE_BROWSER: Readonly<Record<string, string>> = {
  'websocket ping':
    'The browser answers a ping itself. The WebSocket API has no callback for it (RFC 6455 §5.5.2).',
  'websocket pong': 'The WebSocket API has no callback for a pong (RFC 6455 §5.5.3).',
  'sse comment': 'The browser ignores comments: no callback (HTML Standard: Interpreting an event stream).',
  'sse fields':
    'The browser keeps the fields and dispatches nothing: without data there is no event (HTML Standard: Interpreting an event stream).',
  'http2 SETTINGS': 'The browser’s HTTP/2 engine keeps it: no callback.',
  'http2 PING': 'The browser’s HTTP/2 engine answers it: no callback.',
  'http2 WINDOW_UPDATE': 'The browser’s HTTP/2 engine keeps the sum: no callback.',
  'http1 interim': 'The browser keeps an interim response to itself: fetch() resolves with the final one.',
};

/** Events and messages complete together with what carries them, so they stand just before it. */
const MOST_LOOKED_AT = 256;

/** The frames inside another one. */
function framesInside({ frames }: Trace, outer: number): number[] {
  const start = frames.start(outer);
  const inside: number[] = [];
  for (let frame = outer - 1; frame >= Math.max(0, outer - MOST_LOOKED_AT); frame--) {
    if (frames.conn(frame) !== frames.conn(outer) || frames.direction(frame) !== frames.direction(outer))
      continue;
    if (frames.end(frame) <= start) break;
    if (frames.end(frame) <= frames.end(outer) && frames.layer(frame) !== frames.layer(outer))
      inside.unshift(frame);
  }
  return inside;
}

function callbackSentence({ name, op, delayMs, errorMs }: Callback, verb = 'Reached'): string {
  const when = delayMs < 0 ? 'within the error of the page’s clock' : `${formatDuration(delayMs)} later`;
  return `${verb} ${name} of op ${op} ${when}${errorMs > 0 ? ` (± ${formatDuration(errorMs)})` : ''}.`;
}

/** What asked for a request, and how long before it was on the wire. */
function askedBy(trace: Trace, frame: number): string | undefined {
  const exchange = trace.exchanges[trace.frames.exchange(frame) - 1];
  const operation = exchange?.op === undefined ? undefined : trace.operations.get(exchange.op);
  if (!exchange || !operation || exchange.requestFrame !== frame || operation.events.length === 0)
    return undefined;
  const nth = operation.exchanges.indexOf(exchange);
  const before = trace.frames.t(frame) - operation.issuedAt;
  if (nth > 0) return `Request ${nth + 1} of op ${operation.id}: its client came back.`;
  return before < 0
    ? `Asked for by op ${operation.id}, within the error of the client’s clock.`
    : `Asked for by op ${operation.id} ${formatDuration(before)} before it was on the wire.`;
}

/**
 * Where a frame ended up, in one sentence: the JavaScript callback with its delay, or who kept it. Of a frame from the
 * client: what asked for it. Undefined where nothing is known.
 */
export function whereItEndedUp(trace: Trace, frame: number): string | undefined {
  const { frames } = trace;
  if (frames.direction(frame) === 'client-to-server') return askedBy(trace, frame);
  const callback = callbackOf(trace, frame);
  if (callback) return callbackSentence(callback);
  const exchange = trace.exchanges[frames.exchange(frame) - 1];
  const operation = exchange?.op === undefined ? undefined : trace.operations.get(exchange.op);
  const inside = framesInside(trace, frame).filter((inner) => frames.type(inner) !== 'comment');
  const reached = inside.flatMap((inner) => callbackOf(trace, inner) ?? []);
  const last = reached.at(-1);
  if (last) {
    const carried = `Carried ${count(inside.length, frames.layer(inside[0] as number) === 'sse' ? 'event' : 'frame')}.`;
    return `${carried} ${callbackSentence(last, inside.length > 1 ? 'The last reached' : 'It reached')}`;
  }
  if (operation && operation.client !== 'browser')
    return 'The client was no browser: what it did with this was not told.';
  return KEPT_BY_THE_BROWSER[`${frames.layer(frame)} ${frames.type(frame)}`];
}
