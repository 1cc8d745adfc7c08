import { decodeUtf8 } from '../text.ts';

/** Names of close codes as the IANA registry "WebSocket Close Code Number" has them (RFC 6455 §7.4.1, §11.7). */
export const CLOSE_CODES: Readonly<Record<number, string>> = {
  1000: 'Normal Closure',
  1001: 'Going Away',
  1002: 'Protocol error',
  1003: 'Unsupported Data',
  1004: 'Reserved',
  1005: 'No Status Rcvd',
  1006: 'Abnormal Closure',
  1007: 'Invalid frame payload data',
  1008: 'Policy Violation',
  1009: 'Message Too Big',
  1010: 'Mandatory Ext.',
  1011: 'Internal Error',
  1012: 'Service Restart',
  1013: 'Try Again Later',
  1014: 'Bad Gateway',
  1015: 'TLS handshake',
  3000: 'Unauthorized',
  3003: 'Forbidden',
  3008: 'Timeout',
};

/** What a close code says, in one sentence for people. */
const CLOSE_MEANINGS: Readonly<Record<number, string>> = {
  1000: 'The purpose of the connection is fulfilled.',
  1001: 'The endpoint goes away: a server shuts down, or a page is left.',
  1002: 'The peer broke the WebSocket protocol.',
  1003: 'The endpoint cannot take this kind of data, such as binary where it knows only text.',
  1004: 'Reserved. It must not be sent.',
  1005: 'Stands for a Close frame without a code. It is only reported, never sent.',
  1006: 'Stands for a connection that ended without a Close frame. It is only reported, never sent.',
  1007: 'A message held data that does not fit its type, such as text that is not UTF-8.',
  1008: 'A message broke a policy of the endpoint.',
  1009: 'A message was too big to be handled.',
  1010: 'The client needed an extension that the server did not accept.',
  1011: 'The server met a condition it did not expect.',
  1012: 'The service restarts; the client may come back.',
  1013: 'The server is overloaded; the client may come back later.',
  1014: 'A gateway received a bad response from the server behind it.',
  1015: 'Stands for a TLS handshake that failed. It is only reported, never sent.',
};

export interface CloseBody {
  readonly code: number;
  /** Bytes that are no UTF-8 become U+FFFD. Empty when there is none. */
  readonly reason: string;
}

/** The body of a Close frame, unmasked (RFC 6455 §5.5.1); `undefined` for a payload shorter than a status code. */
export function parseClose(payload: Uint8Array): CloseBody | undefined {
  if (payload.length < 2) return undefined;
  return {
    code: ((payload[0] as number) << 8) | (payload[1] as number),
    reason: decodeUtf8(payload.subarray(2)),
  };
}

/** Whether a Close frame may carry the code: registered ones that are not reserved, and 3000 to 4999 (RFC 6455 §7.4). */
export function maySendCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
}

/** The registered name of a code, or what its range is for (RFC 6455 §7.4.2). */
export function closeCodeName(code: number): string {
  const name = CLOSE_CODES[code];
  if (name) return name;
  if (code < 1000 || code > 4999) return 'not a close code';
  if (code < 3000) return 'unassigned';
  return code < 4000 ? 'unassigned' : 'private use';
}

/** What a code says, in one sentence for people. */
export function closeCodeMeaning(code: number): string {
  const meaning = CLOSE_MEANINGS[code];
  if (meaning) return meaning;
  if (code < 1000 || code > 4999) return 'Codes outside 1000 to 4999 are not used.';
  if (code < 3000) return 'Reserved for the protocol itself, its revisions and extensions.';
  if (code < 4000) return 'For libraries, frameworks and applications that register their codes.';
  return 'For applications that agree on the meaning between them.';
}
