import type { Direction } from '../contract/direction.ts';
import { isServerLeg } from '../contract/origin.ts';
import type { Exchange } from './model.ts';
import { operationOf } from './operations.ts';
import { http1FrameAt } from './redecode.ts';
import { headerValue } from './stacks/headers.ts';
import type { NewExchange } from './stacks/sink.ts';
import type { Trace } from './trace.ts';

/* Most exchanges have neither: they share what is empty. */
const NO_FRAMES: readonly number[] = Object.freeze([]);
const NO_FIELDS: Exchange['headers'] = Object.freeze([]);
const NO_MESSAGES: Exchange['messages'] = Object.freeze({ 'client-to-server': 0, 'server-to-client': 0 });

/** The header field lines of a row that holds a head; none for any other row. */
function fieldsOf(trace: Trace, row: number | undefined): Exchange['headers'] {
  if (row === undefined) return NO_FIELDS;
  if (trace.frames.layer(row) === 'http2') return trace.headerBlocks.get(row)?.fields ?? NO_FIELDS;
  const frame = http1FrameAt(trace, row);
  return 'headers' in frame ? frame.headers : NO_FIELDS;
}

/** An exchange of a recording. Its header fields stay in the recorded bytes. */
class RecordedExchange implements Exchange {
  readonly #trace: Trace;
  readonly id: number;
  readonly conn: number;
  readonly streamId: number;
  readonly method: string;
  readonly target: string;
  readonly op: number | undefined;
  readonly requestFrame: number;
  readonly startedAt: number;
  interim = NO_FRAMES;
  responseFrame: number | undefined = undefined;
  status: number | undefined = undefined;
  contentType = '';
  respondedAt: number | undefined = undefined;
  endedAt: number | undefined = undefined;
  readonly pushed: boolean;
  carries: Exchange['carries'] = 'body';
  coding: Exchange['coding'] = undefined;
  readonly lastEventId: string | undefined;
  messages = NO_MESSAGES;
  lastId = '';

  constructor(trace: Trace, id: number, facts: NewExchange) {
    this.#trace = trace;
    this.id = id;
    this.conn = facts.conn;
    this.streamId = facts.streamId;
    this.method = facts.method;
    this.target = facts.target;
    // On a server leg a request is on its way a second time: its client sent it only once.
    const origin = trace.connections.get(facts.conn)?.origin;
    this.op = origin !== undefined && isServerLeg(origin) ? undefined : operationOf(facts.target);
    this.requestFrame = facts.requestFrame;
    this.startedAt = facts.startedAt;
    this.pushed = facts.pushed;
    this.lastEventId = headerValue(facts.headers, 'last-event-id');
  }

  get headers(): Exchange['headers'] {
    return fieldsOf(this.#trace, this.requestFrame);
  }

  get responseHeaders(): Exchange['headers'] {
    return fieldsOf(this.#trace, this.responseFrame);
  }
}

/** An exchange that was just opened: nothing is known of its response. */
export function createExchange(trace: Trace, id: number, facts: NewExchange): Exchange {
  return new RecordedExchange(trace, id, facts);
}

/** One more event, or message, of an exchange. */
export function countMessage(exchange: Exchange, direction: Direction): void {
  if (exchange.messages === NO_MESSAGES) exchange.messages = { ...NO_MESSAGES };
  const messages: Record<Direction, number> = exchange.messages;
  messages[direction] += 1;
}
