import type { Exchange, Operation } from '../../../trace/model.ts';
import { sseFrameAt } from '../../../trace/redecode.ts';
import type { Trace } from '../../../trace/trace.ts';

/** Which JavaScript callback a frame led to, as the page that opened the operation told. */
export interface Callback {
  readonly op: number;
  readonly name: string;
  /** From the frame's last byte at the tap to the callback, in milliseconds; below 0 when the clocks disagree by that much. */
  readonly delayMs: number;
  /** How far off that delay may be, from the error of the page's clock. */
  readonly errorMs: number;
}

const MESSAGE_CALLBACKS: Readonly<Partial<Record<Operation['transport'], string>>> = {
  sse: 'onmessage',
  websocket: 'onmessage',
};
const OPENED_CALLBACKS: Readonly<Partial<Record<Operation['transport'], string>>> = {
  sse: 'onopen',
  websocket: 'onopen',
  fetch: 'fetch() resolved',
  push: 'fetch() resolved',
};

/**
 * The callback a frame of the server reached, or undefined when it reached none or none was reported. Events are told
 * apart by their id where they have one, otherwise by counting.
 */
export function callbackOf(trace: Trace, frame: number): Callback | undefined {
  const { frames } = trace;
  if (frames.direction(frame) !== 'server-to-client') return undefined;
  const exchange = trace.exchanges[frames.exchange(frame) - 1];
  const operation = exchange?.op === undefined ? undefined : trace.operations.get(exchange.op);
  if (!exchange || operation?.client !== 'browser') return undefined;
  if (frame === exchange.responseFrame) return openedBy(trace, frame, exchange, operation);
  const name = MESSAGE_CALLBACKS[operation.transport];
  if (name === undefined) return undefined;
  const event =
    frames.layer(frame) === 'sse'
      ? sseCallback(trace, frame, exchange, operation)
      : webSocketCallback(trace, frame, exchange, operation);
  return (
    event && { op: operation.id, name, delayMs: event.t - frames.tEnd(frame), errorMs: event.clockErrorMs }
  );
}

function openedBy(
  trace: Trace,
  frame: number,
  exchange: Exchange,
  operation: Operation,
): Callback | undefined {
  const name = OPENED_CALLBACKS[operation.transport];
  if (name === undefined) return undefined;
  if (isPreflight(exchange)) return undefined;
  const nth = operation.exchanges
    .filter((other) => other.status === exchange.status && !isPreflight(other))
    .indexOf(exchange);
  const event = operation.events.filter((entry) => entry.event === 'opened')[nth];
  return (
    event && {
      op: operation.id,
      name,
      delayMs: event.t - trace.frames.tEnd(frame),
      errorMs: event.clockErrorMs,
    }
  );
}

/** The browser asks by itself whether the page may, and tells the page nothing of the answer (Fetch Standard: CORS-preflight fetch). */
const isPreflight = ({ method }: Exchange): boolean => method === 'OPTIONS';

function messagesOf(operation: Operation) {
  return operation.events.filter((entry) => entry.event === 'message');
}

function messagesBefore(exchange: Exchange, operation: Operation): number {
  const earlier = operation.exchanges.slice(0, operation.exchanges.indexOf(exchange));
  return earlier.reduce((sum, other) => sum + other.messages['server-to-client'], 0);
}

function sseCallback(trace: Trace, frame: number, exchange: Exchange, operation: Operation) {
  const { type, event, id } = sseFrameAt(trace, frame);
  /* Only unnamed events reach onmessage (HTML Standard: Interpreting an event stream). */
  if (type !== 'event' || event !== 'message') return undefined;
  const messages = messagesOf(operation);
  if (id)
    return messages.find(
      (entry) => entry.eventId === id && entry.t >= trace.frames.t(frame) - CLOCK_SLACK_MS,
    );
  return messages[messagesBefore(exchange, operation) + indexAmong(trace, exchange, frame, isSseEvent)];
}

/* An event id can come twice when a stream is replayed. */
const CLOCK_SLACK_MS = 50;

function webSocketCallback(trace: Trace, frame: number, exchange: Exchange, operation: Operation) {
  if (!endsMessage(trace, frame)) return undefined;
  return messagesOf(operation)[
    messagesBefore(exchange, operation) + indexAmong(trace, exchange, frame, endsMessage)
  ];
}

function indexAmong(
  trace: Trace,
  exchange: Exchange,
  frame: number,
  counts: (trace: Trace, frame: number) => boolean,
): number {
  let index = 0;
  for (const other of trace.framesOfExchange(exchange.id)) {
    if (other === frame) break;
    if (trace.frames.direction(other) === 'server-to-client' && counts(trace, other)) index += 1;
  }
  return index;
}

const isSseEvent = (trace: Trace, frame: number): boolean =>
  trace.frames.layer(frame) === 'sse' && trace.frames.type(frame) === 'event';

const DATA_TYPES: readonly string[] = ['text', 'binary', 'continuation'];
const FIN = 0x80;

/** Whether a WebSocket frame ends a message: a data frame with FIN (RFC 6455 §5.4). */
function endsMessage(trace: Trace, frame: number): boolean {
  const { frames } = trace;
  if (frames.layer(frame) !== 'websocket' || !DATA_TYPES.includes(frames.type(frame))) return false;
  const start = frames.sourceStart(frame);
  const first = trace.source(frames.source(frame)).bytes(start, start + 1)[0] ?? 0;
  return (first & FIN) !== 0;
}
