import type { LabOriginId } from '../../contract/origin.ts';
import {
  curl,
  curlWith,
  nghttp,
  nodeExtendedConnect,
  nodeWebSocket,
  quote,
  shell,
  websocat,
  type ExampleSource,
} from './terminal-commands.ts';

/** Where a WebSocket is opened by an upgrade: HTTP/2 has none (RFC 9113 §8.6). */
const UPGRADES: readonly LabOriginId[] = ['http1', 'http1tls'];
const JSON_TYPE = "-H 'Content-Type: application/json'";

/** The sample handshake of RFC 6455 §1.3; the answer to its key is in the RFC too. */
const HANDSHAKE =
  "-iN -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='";

/** What can be tried from a terminal, by the path of the endpoint. Each is run in a test against a running lab. */
export const TERMINAL_EXAMPLES: Readonly<Record<string, readonly ExampleSource[]>> = {
  '/hello': [
    curl('/hello', '', { label: 'Say hello', shows: '"hello"' }),
    curl('/hello', '-v', { label: 'With the header fields of both sides', shows: 'content-type' }),
    nghttp('/hello', '-v', { label: 'Frame by frame', shows: 'recv HEADERS frame' }),
  ],
  '/poll': [
    curl('/poll?after=0', '', { label: 'Everything that is kept', shows: '"after"' }),
    curl('/poll?after=999999999', '-i', { label: 'Nothing new: 204', shows: ' 204' }),
    curl('/poll?form=304', `-i -H 'If-None-Match: *'`, { label: 'Nothing changed: 304', shows: ' 304' }),
  ],
  '/long-poll': [
    curl('/long-poll', '', { label: 'Wait for the next event', shows: '"after"' }),
    curl('/long-poll?after=999999999&timeout=1000', '-i', {
      label: 'Give up after a second: 204',
      shows: ' 204',
    }),
  ],
  '/sse': [
    curl('/sse', '-N', { label: 'Follow the feed', shows: 'data:', endless: true }),
    curl('/sse', `-N -H 'Last-Event-ID: 1'`, {
      label: 'Come back after event 1',
      shows: 'id:',
      endless: true,
    }),
    curl('/sse?feed=jobs&end=5', '-N', { label: 'Five events of jobs, then the end', shows: 'event:' }),
    curl('/sse?gzip=on&end=2', '-N --compressed', { label: 'Through gzip', shows: 'data:' }),
    nghttp('/sse?end=2', '-v', { label: 'Events in DATA frames', shows: 'recv DATA frame' }),
  ],
  '/ws': [
    nodeWebSocket('/ws', 'hello', {
      label: 'Talk to it',
      shows: 'hello',
      endless: true,
      origins: UPGRADES,
    }),
    nodeWebSocket('/ws?mode=echo&close=4000&messages=1', 'bye', {
      label: 'Be closed with 4000 after one message',
      shows: 'closed 4000',
      origins: UPGRADES,
    }),
    nodeExtendedConnect('/ws', { label: 'On a stream of HTTP/2', shows: 'status 200', endless: true }),
    curl('/ws', `--http1.1 ${HANDSHAKE}`, {
      label: 'Only the handshake',
      shows: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
      endless: true,
    }),
    curl('/ws', '-i', { label: 'Without an upgrade: refused', shows: '"error"' }),
    websocat('/ws', { label: 'Talk to it line by line', shows: '{', endless: true, origins: UPGRADES }),
  ],
  '/auth/ws': [
    nodeWebSocket('/auth/ws', 'no token', {
      label: 'Say nothing that is known: close 4001',
      shows: 'closed 4001',
      origins: UPGRADES,
    }),
  ],
  '/publish': [
    curl('/publish', `-d '{"data":"hi"}' ${JSON_TYPE}`, { label: 'Send everybody an event', shows: '"id"' }),
  ],
  '/tokens': [
    curl('/tokens?rate=20&count=20', `-N -d '{}' ${JSON_TYPE}`, {
      label: 'An answer word by word',
      shows: '[DONE]',
    }),
    curl('/tokens', '', { label: 'How many were aborted', shows: '{' }),
  ],
  '/dashboard': [
    curl('/dashboard?client=terminal', '-N', { label: 'Follow it', shows: 'event:', endless: true }),
  ],
  '/mute': [
    curl('/mute?client=terminal', `-i -d '{"event":"visitors","muted":true}' ${JSON_TYPE}`, {
      label: 'No visitors any more',
      shows: ' 20',
    }),
  ],
  '/upload': [
    shell(
      { label: 'A megabyte, read slowly', shows: '1000000' },
      (to) =>
        `head -c 1000000 /dev/zero | ${curlWith(to, '-T - -X POST')} ${quote(`${to.address}/upload?rate=1000000`)}`,
    ),
  ],
  '/download': [
    curl('/download?bytes=9000000', `-s -o /dev/null -w '%{size_download} bytes\\n'`, {
      label: 'Nine megabytes, thrown away',
      shows: '9000000 bytes',
    }),
    nghttp('/download?bytes=200000', '-nv', {
      label: 'See the window being refilled',
      shows: 'send WINDOW_UPDATE frame',
    }),
  ],
  '/leaky': [curl('/leaky', '-N', { label: 'Leave it with Ctrl+C', shows: 'data:', endless: true })],
  '/leaky/clean': [
    curl('/leaky/clean', '-N', { label: 'Leave it with Ctrl+C', shows: 'data:', endless: true }),
  ],
  '/leaky/count': [curl('/leaky/count', '', { label: 'How many timers are left', shows: '"leaky"' })],
  '/early-hints': [
    curl('/early-hints?delay=1000', '-i', { label: '103, and a second later 200', shows: ' 103' }),
    curl('/early-hints?hints=off', '-i', { label: 'Without hints', shows: ' 200' }),
  ],
  '/early-hints/report': [
    curl('/early-hints/report', '', { label: 'What the last page measured', shows: '{' }),
  ],
  '/auth/login': [
    curl('/auth/login', '-i -X POST', { label: 'Get a cookie', shows: 'set-cookie: wire101_session=' }),
  ],
  '/auth/logout': [curl('/auth/logout', '-i -X POST', { label: 'End the session', shows: ' 204' })],
  '/auth/token': [curl('/auth/token?once=on', '-X POST', { label: 'A token for one use', shows: '"token"' })],
  '/auth/events': [
    curl('/auth/events', '-i', { label: 'Without a token: 401', shows: ' 401' }),
    shell({ label: 'With a token in the address', shows: 'data:', endless: true }, (to) => {
      const token = `${curlWith(to, '-s -X POST')} ${quote(`${to.address}/auth/token`)}`;
      const pick = String.raw`sed 's/.*"token":"\([^"]*\)".*/\1/'`;
      return `${curlWith(to, '-N')} "${to.address}/auth/events?token=$(${token} | ${pick})"`;
    }),
  ],
  '/auth/hijack': [curl('/auth/hijack', '', { label: 'The source of the page', shows: 'websocket' })],
  '/push': [
    nghttp('/push', '-nv', { label: 'Accept the push', shows: 'recv PUSH_PROMISE frame' }),
    curl('/push', '', { label: 'A client without push is told why', shows: '"pushed":false' }),
  ],
  '/status/:code': [
    curl('/status/503', '-i', { label: '503 with Retry-After', shows: 'retry-after' }),
    curl('/status/204', '-i', { label: '204: no content', shows: ' 204' }),
  ],
  '/assets/:name': [curl('/assets/early-hints.css', '-i', { label: 'A style sheet', shows: 'text/css' })],
};
