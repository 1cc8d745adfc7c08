import * as v from 'valibot';
import { TRANSPORTS } from '../operations.ts';

const which = v.optional(v.picklist(['oldest', 'newest', 'all']), 'newest');
const MOST_BYTES = 1_048_576;

const sendEntries = v.strictObject({
  type: v.literal('send'),
  /** Which of the WebSockets that this page has open. */
  which,
  /** The message's text, or how many bytes of filler it has: one of the two. */
  text: v.optional(v.pipe(v.string(), v.maxLength(100_000))),
  bytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_BYTES))),
  /** Sent as a binary message instead of a text message. */
  binary: v.optional(v.boolean(), false),
});

/** Sends a message on a WebSocket of this page. */
export const sendActionSchema = v.pipe(
  sendEntries,
  v.check(({ text, bytes }) => (text === undefined) !== (bytes === undefined), 'Give `text` or `bytes`.'),
);
type Send = v.InferOutput<typeof sendEntries>;

/** What a page hands to `send()`. */
export type SentMessage = Omit<Send, 'type'>;

/** Ends operations of this page and of the Node client the way their own API does. */
const closeEntries = v.strictObject({
  type: v.literal('close'),
  which,
  /** Left out: of any kind. */
  transport: v.optional(v.picklist(TRANSPORTS)),
  /** For WebSockets of this page. Scripts may give 1000 or 3000 to 4999 only (WebSockets Standard). */
  code: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1000), v.maxValue(4999))),
  reason: v.optional(v.pipe(v.string(), v.maxLength(120))),
});
type Close = v.InferOutput<typeof closeEntries>;

/** Which operations are closed, and how. */
export type CloseChoice = Omit<Close, 'type'>;

export const closeActionSchema = v.pipe(
  closeEntries,
  v.check(
    ({ code, transport }) => code === undefined || transport === 'websocket',
    '`code` needs `transport: websocket`.',
  ),
  v.check(
    ({ code }) => code === undefined || code === 1000 || code >= 3000,
    'A script may close with 1000 or 3000 to 4999 only.',
  ),
  v.check(({ code, reason }) => reason === undefined || code !== undefined, '`reason` needs a `code`.'),
);

const SOCKETS = {
  all: 'every open WebSocket',
  newest: 'the newest WebSocket',
  oldest: 'the oldest WebSocket',
};

export function explainSend({ which: on, text, bytes, binary }: Send): string {
  const kind = binary ? 'a binary message' : 'a text message';
  const length = text === undefined ? ` of ${(bytes ?? 0).toLocaleString('en')} bytes` : `, “${text}”,`;
  return `Sends ${kind}${length} on ${SOCKETS[on]}.`;
}

export function explainClose({ which: on, transport, code }: Close): string {
  const what = transport === 'websocket' ? 'WebSocket' : (transport ?? 'operation');
  const how = code === undefined ? '' : ` with the code ${code}`;
  return `Closes ${on === 'all' ? `every ${what}` : `the ${on} ${what}`}${how}.`;
}
