import type { FieldDefinition } from '../span.ts';

/**
 * Header fields that matter to real-time transports, and those that come with every request, by lower-case name. HTTP/2
 * uses the same table: its names are lower case on the wire, and its pseudo-header fields begin with a colon.
 */
export const HEADER_FIELDS: Readonly<Record<string, FieldDefinition>> = {
  ':method': {
    label: ':method',
    spec: 'RFC 9113 §8.3.1',
    meaning: 'The method, which HTTP/1.1 has in its request line.',
  },
  ':scheme': {
    label: ':scheme',
    spec: 'RFC 9113 §8.3.1',
    meaning: 'The scheme of the target URI, such as https.',
  },
  ':authority': {
    label: ':authority',
    spec: 'RFC 9113 §8.3.1',
    meaning: 'Host and port of the target; it takes the place of Host.',
  },
  ':path': { label: ':path', spec: 'RFC 9113 §8.3.1', meaning: 'Path and query of the target.' },
  ':status': {
    label: ':status',
    spec: 'RFC 9113 §8.3.2',
    meaning: 'The status code. HTTP/2 has no reason phrase.',
  },
  ':protocol': {
    label: ':protocol',
    spec: 'RFC 8441 §4',
    meaning: 'The protocol that an extended CONNECT asks for on this stream, such as websocket.',
  },
  accept: {
    label: 'Accept',
    spec: 'RFC 9110 §12.5.1',
    meaning: 'The media types the client can use; an EventSource asks for text/event-stream.',
  },
  'accept-encoding': {
    label: 'Accept-Encoding',
    spec: 'RFC 9110 §12.5.3',
    meaning: 'The content codings (compressions) the client can undo.',
  },
  'accept-language': {
    label: 'Accept-Language',
    spec: 'RFC 9110 §12.5.4',
    meaning: 'The natural languages the user prefers.',
  },
  'accept-ranges': {
    label: 'Accept-Ranges',
    spec: 'RFC 9110 §14.3',
    meaning: 'Whether the server can send parts of the resource.',
  },
  'access-control-allow-credentials': {
    label: 'Access-Control-Allow-Credentials',
    spec: 'Fetch Standard: CORS protocol',
    meaning: 'Whether the page may see the response to a cross-origin request that carried cookies.',
  },
  'access-control-allow-headers': {
    label: 'Access-Control-Allow-Headers',
    spec: 'Fetch Standard: CORS protocol',
    meaning: 'Which request headers a cross-origin page may send; the answer to a preflight.',
  },
  'access-control-allow-methods': {
    label: 'Access-Control-Allow-Methods',
    spec: 'Fetch Standard: CORS protocol',
    meaning: 'Which methods a cross-origin page may use; the answer to a preflight.',
  },
  'access-control-allow-origin': {
    label: 'Access-Control-Allow-Origin',
    spec: 'Fetch Standard: CORS protocol',
    meaning: 'Which origin’s pages may read this response: one origin, null, or * for any.',
  },
  'access-control-expose-headers': {
    label: 'Access-Control-Expose-Headers',
    spec: 'Fetch Standard: CORS protocol',
    meaning: 'Which response headers a cross-origin page may read besides the safelisted ones.',
  },
  'access-control-max-age': {
    label: 'Access-Control-Max-Age',
    spec: 'Fetch Standard: CORS protocol',
    meaning: 'How many seconds the answer to a preflight may be kept.',
  },
  'access-control-request-headers': {
    label: 'Access-Control-Request-Headers',
    spec: 'Fetch Standard: CORS protocol',
    meaning: 'In a preflight: the headers the actual request would carry.',
  },
  'access-control-request-method': {
    label: 'Access-Control-Request-Method',
    spec: 'Fetch Standard: CORS protocol',
    meaning: 'In a preflight: the method of the actual request.',
  },
  age: {
    label: 'Age',
    spec: 'RFC 9111 §5.1',
    meaning: 'How many seconds ago the origin made or checked this response, by a cache’s estimate.',
  },
  allow: { label: 'Allow', spec: 'RFC 9110 §10.2.1', meaning: 'The methods the target supports.' },
  'alt-svc': {
    label: 'Alt-Svc',
    spec: 'RFC 7838 §3',
    meaning: 'Other places and protocols under which the same origin can be reached, such as HTTP/3.',
  },
  authorization: {
    label: 'Authorization',
    spec: 'RFC 9110 §11.6.2',
    meaning: 'The client’s credentials. EventSource and WebSocket give a page no way to set it.',
  },
  'cache-control': {
    label: 'Cache-Control',
    spec: 'RFC 9111 §5.2',
    meaning:
      'What caches may do. no-cache: nothing stored may be used without asking again. no-store: nothing may be stored.',
  },
  connection: {
    label: 'Connection',
    spec: 'RFC 9110 §7.6.1',
    meaning:
      'Options for this connection only: close, keep-alive, or fields that must not be forwarded, such as Upgrade. Not used in HTTP/2.',
  },
  'content-encoding': {
    label: 'Content-Encoding',
    spec: 'RFC 9110 §8.4',
    meaning: 'How the content was compressed; the client undoes it.',
  },
  'content-length': {
    label: 'Content-Length',
    spec: 'RFC 9110 §8.6',
    meaning: 'The length of the content in bytes. A stream that has no known end has none.',
  },
  'content-type': {
    label: 'Content-Type',
    spec: 'RFC 9110 §8.3',
    meaning: 'The media type of the content; an event stream must be text/event-stream.',
  },
  cookie: {
    label: 'Cookie',
    spec: 'RFC 6265 §4.2',
    meaning:
      'What the server asked this browser to remember. It comes with EventSource and WebSocket requests too, where credentials are included.',
  },
  date: {
    label: 'Date',
    spec: 'RFC 9110 §6.6.1',
    meaning: 'When the message was made, by the sender’s clock.',
  },
  etag: {
    label: 'ETag',
    spec: 'RFC 9110 §8.8.3',
    meaning: 'A name for exactly this version of the resource.',
  },
  expect: {
    label: 'Expect',
    spec: 'RFC 9110 §10.1.1',
    meaning: '100-continue: the client holds its body back until the server says go on.',
  },
  host: {
    label: 'Host',
    spec: 'RFC 9110 §7.2',
    meaning: 'Host and port of the target. Exactly one must be in each HTTP/1.1 request.',
  },
  'http2-settings': {
    label: 'HTTP2-Settings',
    spec: 'RFC 9113 §3.1',
    meaning: 'Was part of upgrading to HTTP/2 in the clear, which is no longer done.',
  },
  'if-modified-since': {
    label: 'If-Modified-Since',
    spec: 'RFC 9110 §13.1.3',
    meaning: 'Answer only when the resource has changed since then; otherwise 304.',
  },
  'if-none-match': {
    label: 'If-None-Match',
    spec: 'RFC 9110 §13.1.2',
    meaning: 'Answer only when the resource is another version than these; otherwise 304.',
  },
  'keep-alive': {
    label: 'Keep-Alive',
    spec: 'RFC 9112 Appendix C.2.2',
    meaning:
      'How long, and for how many requests, the sender means to keep the connection. Not used in HTTP/2.',
  },
  'last-event-id': {
    label: 'Last-Event-ID',
    spec: 'HTML Standard: The Last-Event-ID header',
    meaning:
      'The last event ID that the EventSource saw, sent when it reconnects, so that the server can go on from there.',
  },
  'last-modified': {
    label: 'Last-Modified',
    spec: 'RFC 9110 §8.8.2',
    meaning: 'When the resource last changed, as far as the server knows.',
  },
  link: {
    label: 'Link',
    spec: 'RFC 8288 §3',
    meaning:
      'Relations to other resources; rel=preload in a 103 lets the browser fetch before the response is ready.',
  },
  location: {
    label: 'Location',
    spec: 'RFC 9110 §10.2.2',
    meaning: 'Where to go for a redirect, or where the new resource is.',
  },
  origin: {
    label: 'Origin',
    spec: 'Fetch Standard: Origin header',
    meaning:
      'The origin of the page that asks. A WebSocket server has to check it itself, since CORS does not apply to it.',
  },
  pragma: {
    label: 'Pragma',
    spec: 'RFC 9111 §5.4',
    meaning: 'The HTTP/1.0 way to say no-cache; deprecated.',
  },
  priority: {
    label: 'Priority',
    spec: 'RFC 9218 §5',
    meaning: 'How urgent the response is (u=0 to 7, 3 by default), and whether it helps in parts (i).',
  },
  range: { label: 'Range', spec: 'RFC 9110 §14.2', meaning: 'Which parts of the resource are wanted.' },
  referer: {
    label: 'Referer',
    spec: 'RFC 9110 §10.1.3',
    meaning: 'The address of the page that led here. The misspelling is the name.',
  },
  'retry-after': {
    label: 'Retry-After',
    spec: 'RFC 9110 §10.2.3',
    meaning: 'When to come back, as seconds or a date. EventSource does not act on it.',
  },
  'sec-ch-ua': {
    label: 'Sec-CH-UA',
    spec: 'User-Agent Client Hints',
    meaning: 'Brands and versions of the browser.',
  },
  'sec-ch-ua-mobile': {
    label: 'Sec-CH-UA-Mobile',
    spec: 'User-Agent Client Hints',
    meaning: 'Whether the browser prefers a mobile experience.',
  },
  'sec-ch-ua-platform': {
    label: 'Sec-CH-UA-Platform',
    spec: 'User-Agent Client Hints',
    meaning: 'The operating system the browser runs on.',
  },
  'sec-fetch-dest': {
    label: 'Sec-Fetch-Dest',
    spec: 'Fetch Metadata Request Headers',
    meaning: 'What the response is for, such as document, script or image; empty for fetch and EventSource.',
  },
  'sec-fetch-mode': {
    label: 'Sec-Fetch-Mode',
    spec: 'Fetch Metadata Request Headers',
    meaning: 'The request’s mode: cors, no-cors, same-origin, navigate or websocket.',
  },
  'sec-fetch-site': {
    label: 'Sec-Fetch-Site',
    spec: 'Fetch Metadata Request Headers',
    meaning: 'How the page’s origin relates to the target’s: same-origin, same-site, cross-site, or none.',
  },
  'sec-fetch-user': {
    label: 'Sec-Fetch-User',
    spec: 'Fetch Metadata Request Headers',
    meaning: '?1 when the user’s own action started this navigation.',
  },
  'sec-websocket-accept': {
    label: 'Sec-WebSocket-Accept',
    spec: 'RFC 6455 §11.3.3',
    meaning:
      'SHA-1 over the client’s key and a fixed GUID, in base64: proof that the server read this handshake.',
  },
  'sec-websocket-extensions': {
    label: 'Sec-WebSocket-Extensions',
    spec: 'RFC 6455 §11.3.2',
    meaning: 'Extensions offered or chosen, such as permessage-deflate.',
  },
  'sec-websocket-key': {
    label: 'Sec-WebSocket-Key',
    spec: 'RFC 6455 §11.3.1',
    meaning:
      '16 random bytes in base64. Not a secret: the server proves with it that it understood the handshake.',
  },
  'sec-websocket-protocol': {
    label: 'Sec-WebSocket-Protocol',
    spec: 'RFC 6455 §11.3.4',
    meaning: 'Subprotocols offered, or the one the server chose.',
  },
  'sec-websocket-version': {
    label: 'Sec-WebSocket-Version',
    spec: 'RFC 6455 §11.3.5',
    meaning: 'The version of the WebSocket protocol; 13 is the only one in use.',
  },
  server: { label: 'Server', spec: 'RFC 9110 §10.2.4', meaning: 'The software that answers.' },
  'set-cookie': {
    label: 'Set-Cookie',
    spec: 'RFC 6265 §4.1',
    meaning:
      'Asks the browser to remember a value and to send it back. Each cookie has a field line of its own.',
  },
  te: {
    label: 'TE',
    spec: 'RFC 9110 §10.1.4',
    meaning:
      'Transfer codings the client accepts, and with trailers, that it wants trailer fields. In HTTP/2 only trailers is allowed.',
  },
  'timing-allow-origin': {
    label: 'Timing-Allow-Origin',
    spec: 'Resource Timing: Timing-Allow-Origin',
    meaning: 'Which origins’ pages may read the detailed timing of this response.',
  },
  trailer: { label: 'Trailer', spec: 'RFC 9110 §6.6.2', meaning: 'Which fields will come behind the body.' },
  'transfer-encoding': {
    label: 'Transfer-Encoding',
    spec: 'RFC 9112 §6.1',
    meaning:
      'How the body is framed on this connection; chunked lets it end whenever the server likes. Not used in HTTP/2.',
  },
  upgrade: {
    label: 'Upgrade',
    spec: 'RFC 9110 §7.8',
    meaning:
      'Asks to go on in another protocol on this connection, or with 101, grants it. Not used in HTTP/2.',
  },
  'upgrade-insecure-requests': {
    label: 'Upgrade-Insecure-Requests',
    spec: 'Upgrade Insecure Requests',
    meaning: '1: the browser can handle a redirect to the https version of the page.',
  },
  'user-agent': { label: 'User-Agent', spec: 'RFC 9110 §10.1.5', meaning: 'The software that asks.' },
  vary: {
    label: 'Vary',
    spec: 'RFC 9110 §12.5.5',
    meaning: 'Which request headers the response depends on, so that caches keep the versions apart.',
  },
  via: { label: 'Via', spec: 'RFC 9110 §7.6.3', meaning: 'The intermediaries the message came through.' },
  'www-authenticate': {
    label: 'WWW-Authenticate',
    spec: 'RFC 9110 §11.6.1',
    meaning: 'How to authenticate, in a 401.',
  },
  'x-accel-buffering': {
    label: 'X-Accel-Buffering',
    spec: 'nginx: proxy_buffering',
    meaning:
      'Not a standard: no tells nginx to pass this response on at once instead of collecting it, which an event stream needs.',
  },
  'x-content-type-options': {
    label: 'X-Content-Type-Options',
    spec: 'Fetch Standard: X-Content-Type-Options header',
    meaning: 'nosniff: the browser must take Content-Type at its word.',
  },
};

/** What a header field means; undefined when it is not in the table. Names compare without case (RFC 9110 §5.1). */
export function headerField(name: string): FieldDefinition | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(HEADER_FIELDS, key) ? HEADER_FIELDS[key] : undefined;
}
