import type { SpecReference } from '../spec.ts';

/** A status code's usual reason phrase, and what it says, in one sentence. */
export interface StatusDefinition {
  readonly reason: string;
  readonly meaning: string;
  readonly spec: SpecReference;
}

/** The status codes that matter to real-time transports, and those everybody meets. HTTP/1.1 and HTTP/2 share them. */
export const STATUS_CODES: Readonly<Record<number, StatusDefinition>> = {
  100: {
    reason: 'Continue',
    meaning: 'The client may go on and send the body it held back.',
    spec: 'RFC 9110 §15.2.1',
  },
  101: {
    reason: 'Switching Protocols',
    meaning: 'Behind this head the connection speaks the protocol that the Upgrade field names.',
    spec: 'RFC 9110 §15.2.2',
  },
  103: {
    reason: 'Early Hints',
    meaning:
      'Fields that the final response will probably have, sent ahead so that the client can act on them.',
    spec: 'RFC 8297 §2',
  },
  200: { reason: 'OK', meaning: 'The request succeeded.', spec: 'RFC 9110 §15.3.1' },
  201: {
    reason: 'Created',
    meaning: 'The request succeeded and made a new resource.',
    spec: 'RFC 9110 §15.3.2',
  },
  202: {
    reason: 'Accepted',
    meaning: 'The request was taken in but is not finished.',
    spec: 'RFC 9110 §15.3.3',
  },
  204: {
    reason: 'No Content',
    meaning: 'The request succeeded and there is no body. An EventSource that gets it stops for good.',
    spec: 'RFC 9110 §15.3.5',
  },
  206: {
    reason: 'Partial Content',
    meaning: 'The body holds the ranges asked for.',
    spec: 'RFC 9110 §15.3.7',
  },
  301: {
    reason: 'Moved Permanently',
    meaning: 'The resource has a new address for good.',
    spec: 'RFC 9110 §15.4.2',
  },
  302: { reason: 'Found', meaning: 'The resource is at another address for now.', spec: 'RFC 9110 §15.4.3' },
  303: {
    reason: 'See Other',
    meaning: 'The answer is at another address, to be fetched with GET.',
    spec: 'RFC 9110 §15.4.4',
  },
  304: {
    reason: 'Not Modified',
    meaning: 'The client’s stored copy is still good; there is no body.',
    spec: 'RFC 9110 §15.4.5',
  },
  307: {
    reason: 'Temporary Redirect',
    meaning: 'The resource is at another address for now; the method stays.',
    spec: 'RFC 9110 §15.4.8',
  },
  308: {
    reason: 'Permanent Redirect',
    meaning: 'The resource has a new address for good; the method stays.',
    spec: 'RFC 9110 §15.4.9',
  },
  400: {
    reason: 'Bad Request',
    meaning: 'The server cannot or will not read the request.',
    spec: 'RFC 9110 §15.5.1',
  },
  401: {
    reason: 'Unauthorized',
    meaning: 'The request lacks valid credentials; WWW-Authenticate says which kind is wanted.',
    spec: 'RFC 9110 §15.5.2',
  },
  403: { reason: 'Forbidden', meaning: 'The server understood and refuses.', spec: 'RFC 9110 §15.5.4' },
  404: {
    reason: 'Not Found',
    meaning: 'There is nothing at this target, or the server will not say that there is.',
    spec: 'RFC 9110 §15.5.5',
  },
  405: {
    reason: 'Method Not Allowed',
    meaning: 'The target does not support this method; Allow lists those it does.',
    spec: 'RFC 9110 §15.5.6',
  },
  408: {
    reason: 'Request Timeout',
    meaning: 'The request was not complete within the time the server waits.',
    spec: 'RFC 9110 §15.5.9',
  },
  409: {
    reason: 'Conflict',
    meaning: 'The request does not fit the state of the resource.',
    spec: 'RFC 9110 §15.5.10',
  },
  413: {
    reason: 'Content Too Large',
    meaning: 'The body is larger than the server accepts.',
    spec: 'RFC 9110 §15.5.14',
  },
  421: {
    reason: 'Misdirected Request',
    meaning: 'This connection’s server does not answer for that origin.',
    spec: 'RFC 9110 §15.5.20',
  },
  426: {
    reason: 'Upgrade Required',
    meaning: 'The server answers only over the protocol that its Upgrade field names.',
    spec: 'RFC 9110 §15.5.22',
  },
  429: {
    reason: 'Too Many Requests',
    meaning: 'The client sent too many requests in a time; Retry-After may say when to come back.',
    spec: 'RFC 6585 §4',
  },
  431: {
    reason: 'Request Header Fields Too Large',
    meaning: 'The header section is larger than the server accepts.',
    spec: 'RFC 6585 §5',
  },
  500: {
    reason: 'Internal Server Error',
    meaning: 'The server met something it did not expect.',
    spec: 'RFC 9110 §15.6.1',
  },
  501: {
    reason: 'Not Implemented',
    meaning: 'The server lacks what the request needs.',
    spec: 'RFC 9110 §15.6.2',
  },
  502: {
    reason: 'Bad Gateway',
    meaning: 'A gateway got an answer from the server behind it that it cannot use.',
    spec: 'RFC 9110 §15.6.3',
  },
  503: {
    reason: 'Service Unavailable',
    meaning: 'The server cannot answer for now; Retry-After may say when to come back.',
    spec: 'RFC 9110 §15.6.4',
  },
  504: {
    reason: 'Gateway Timeout',
    meaning: 'A gateway got no answer in time from the server behind it.',
    spec: 'RFC 9110 §15.6.5',
  },
  505: {
    reason: 'HTTP Version Not Supported',
    meaning: 'The server does not speak this major version of HTTP.',
    spec: 'RFC 9110 §15.6.6',
  },
};

/** What the first digit of a status code says (RFC 9110 §15). */
const STATUS_CLASSES: Readonly<Record<string, string>> = {
  1: 'Informational: a final response follows.',
  2: 'The request succeeded.',
  3: 'The client has to go somewhere else, or already has what it asked for.',
  4: 'The server takes the request for faulty.',
  5: 'The server failed on a request that may well be right.',
};

/** What a status code says. For one that is not listed, what its class says; for one of no class, that it is invalid. */
export function explainStatus(status: number): StatusDefinition {
  const known = STATUS_CODES[status];
  if (known) return known;
  const meaning =
    STATUS_CLASSES[String(status)[0] ?? ''] ?? 'No valid status code; a client treats it as 5xx.';
  return {
    reason: '',
    meaning: status < 100 ? 'No valid status code; a client treats it as 5xx.' : meaning,
    spec: 'RFC 9110 §15',
  };
}

/** `200 OK`, with the usual reason phrase; `299` alone when the code is not listed. Used for both versions of HTTP. */
export function statusText(status: number): string {
  const reason = STATUS_CODES[status]?.reason;
  return reason === undefined ? String(status) : `${status} ${reason}`;
}
