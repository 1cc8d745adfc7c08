import * as v from 'valibot';
import { originIdSchema } from './origin.ts';

/** One thing a client asked for. Its id travels as `?op=` in the URL, which joins it to what the wire shows. */
export const TRANSPORTS = ['sse', 'websocket', 'long-poll', 'poll', 'fetch', 'early-hints', 'push'] as const;
export type Transport = (typeof TRANSPORTS)[number];

export const CLIENTS = ['browser', 'node'] as const;
export type Client = (typeof CLIENTS)[number];

/**
 * What happened to an operation, as its client saw it:
 * - `issued`: the API was called. `opened`: `onopen`, or response headers arrived.
 * - `message`: a callback delivered data. `sent`: data was handed to the API.
 * - `error`: `onerror` or a rejected promise. `closed`: it is over for good.
 */
export const OPERATION_EVENTS = ['issued', 'opened', 'message', 'sent', 'error', 'closed'] as const;
export type OperationEventName = (typeof OPERATION_EVENTS)[number];

export const operationEventSchema = v.object({
  op: v.pipe(v.number(), v.integer(), v.minValue(1)),
  event: v.picklist(OPERATION_EVENTS),
  client: v.picklist(CLIENTS),
  /** Given with `issued`. */
  transport: v.optional(v.picklist(TRANSPORTS)),
  origin: v.optional(originIdSchema),
  url: v.optional(v.pipe(v.string(), v.maxLength(2_048))),
  /** Given with `issued` instead of a transport: the raw client, which sends bytes and knows no protocol. */
  raw: v.optional(v.literal(true)),
  /** Given with `issued`: code opened it that the learner wrote, or changed, in a lesson. */
  code: v.optional(v.literal(true)),
  /** readyState, status, close code, event id or error text, for people. */
  detail: v.optional(v.pipe(v.string(), v.maxLength(1_024))),
  /** The event id a `message` carried, when it had one. */
  eventId: v.optional(v.pipe(v.string(), v.maxLength(256))),
});
export type OperationEvent = v.InferOutput<typeof operationEventSchema>;
