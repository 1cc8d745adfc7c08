import type { EndpointParameter } from '../../contract/endpoints.ts';
import type { LabSettings } from '../../contract/settings.ts';
import { HttpError } from './endpoint.ts';
import { MAX_CLOSE_AFTER, MAX_MESSAGE_BYTES, MAX_PING_MS, MIN_PING_MS } from './limits.ts';
import {
  choiceParameter,
  numberParameter,
  onOffParameter,
  textParameter,
  topicParameter,
} from './parameters.ts';
import { choice, nameOf, onOff, topicOf, wholeNumber } from './request.ts';

const MAX_CLOSE_CODE = 4_999;
export const MODES = ['echo', 'feed', 'room'] as const;

/** What each subprotocol is for. It is a name for what the messages mean, and both ends have to know it (RFC 6455 §1.9). */
export const SUBPROTOCOLS = { 'wire101.chat': 'room', 'wire101.feed': 'feed' } as const;

export const WS_PARAMETERS: readonly EndpointParameter[] = [
  choiceParameter(
    'mode',
    MODES,
    'Sends back what it is sent, sends the feed, or joins a room. Left out: the first two.',
  ),
  topicParameter,
  numberParameter('after', 'The id of the last event that was seen: what came since is sent first.', {
    example: 1,
  }),
  textParameter('room', 'With mode=room: which. Left out: lobby.', 'lobby'),
  textParameter('name', 'With mode=room: what the others call you.', 'ada'),
  onOffParameter('deflate', 'Accepts permessage-deflate when the client offers it.'),
  numberParameter('max', 'The longest message taken, in bytes; a longer one closes with 1009.', {
    least: 1,
    most: MAX_MESSAGE_BYTES,
    example: 100,
  }),
  numberParameter('fragment', 'Sends messages in frames of at most so many bytes.', {
    least: 1,
    most: MAX_MESSAGE_BYTES,
    example: 5,
  }),
  numberParameter('ping', 'Pings this often, in ms, and cuts who did not answer the last one.', {
    least: MIN_PING_MS,
    most: MAX_PING_MS,
    example: 1_000,
  }),
  numberParameter('close', 'Closes with this code once ?messages= were sent.', {
    least: 1_000,
    most: MAX_CLOSE_CODE,
    example: 4_000,
  }),
  numberParameter('messages', 'With close: after how many messages.', { most: MAX_CLOSE_AFTER, example: 3 }),
  onOffParameter('origin-check', 'Refuses pages of other origins with 403.'),
];

/** What the query asks of the conversation. */
export interface WsOptions {
  /** `?mode=`; both of the first two when neither the query nor a subprotocol says. */
  readonly mode: (typeof MODES)[number] | undefined;
  readonly topic: string;
  /** `?after=`: the id of the last event the client saw, or `undefined` to begin with the next one. */
  readonly after: number | undefined;
  /** `?room=` and `?name=`. Without a name the room gives one. */
  readonly room: string;
  readonly name: string | undefined;
  /** `?deflate=`: whether to accept permessage-deflate. */
  readonly deflate: boolean;
  /** `?max=`: the longest message taken, in bytes. */
  readonly maxBytes: number;
  /** `?fragment=`: the longest payload of a frame that the server sends, in bytes. */
  readonly fragmentBytes: number | undefined;
  /** `?ping=`: how often to ping, and to cut who has not answered the last one. */
  readonly pingMs: number | undefined;
  /** `?close=` and `?messages=`: close with this code once so many messages were sent. */
  readonly close: { readonly code: number; readonly messages: number } | undefined;
  /** `?origin-check=on`: refuse pages of other origins. */
  readonly originCheck: boolean;
}

/** The close codes that a Close frame may carry (RFC 6455 §7.4.1, §7.4.2). */
function mayBeSent(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

function closeOf(query: URLSearchParams): WsOptions['close'] {
  const code = wholeNumber(query, 'close', MAX_CLOSE_CODE);
  const messages = wholeNumber(query, 'messages', MAX_CLOSE_AFTER) ?? 0;
  if (code === undefined) return undefined;
  if (mayBeSent(code)) return { code, messages };
  throw new HttpError(400, {
    error: `No Close frame may carry the code ${code} (RFC 6455 §7.4).`,
    where: 'query parameter close',
    help: 'Send 1000 to 1003, 1007 to 1014 or 3000 to 4999. 1005, 1006 and 1015 only say what a client saw.',
  });
}

/** Reads the query of /ws; what it leaves open is as the switches have it. Throws a 400, which is possible only before the handshake. */
export function wsOptions(query: URLSearchParams, settings: LabSettings): WsOptions {
  return {
    mode: choice(query, 'mode', MODES),
    topic: topicOf(query),
    after: wholeNumber(query, 'after'),
    room: nameOf(query, 'room') ?? 'lobby',
    name: nameOf(query, 'name'),
    deflate: onOff(query, 'deflate') ?? settings.deflate,
    maxBytes: wholeNumber(query, 'max', MAX_MESSAGE_BYTES, 1) ?? MAX_MESSAGE_BYTES,
    fragmentBytes: wholeNumber(query, 'fragment', MAX_MESSAGE_BYTES, 1),
    pingMs: wholeNumber(query, 'ping', MAX_PING_MS, MIN_PING_MS),
    close: closeOf(query),
    originCheck: onOff(query, 'origin-check') ?? false,
  };
}
