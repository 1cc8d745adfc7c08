import { expect, test } from 'vitest';
import { RecordBuilder } from '../../trace/testing.ts';
import { tlsHandshake, webSocketAttempts, webSocketHandshake } from './handshake.ts';

/* The example of RFC 6455 §1.3. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const REQUEST = `GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13\r\nX-Other: 1\r\n\r\n`;

function handshake(response: string, now = 100) {
  const builder = new RecordBuilder().at(10).open(1).client(1, REQUEST).at(20);
  const trace = (response === '' ? builder : builder.server(1, response)).trace();
  const [attempt] = webSocketAttempts(trace.connections.get(1) as never, now);
  if (!attempt) throw new Error('There is no attempt.');
  return webSocketHandshake(attempt, now);
}

const switched = (accept: string): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;

test('the accept value is worked out step by step, as in the example of the RFC', () => {
  const { accept, outcome, kind } = handshake(switched(ACCEPT));
  expect(kind).toBe('upgrade');
  expect(accept?.steps).toEqual({
    key: KEY,
    joined: `${KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`,
    sha1Hex: 'b37a4f2cc0624f1690f64606cf385945b2bec4ea',
    accept: ACCEPT,
  });
  expect(accept?.answered).toBe(ACCEPT);
  expect(outcome.isOpen).toBe(true);
});

test('only fields that have a part in the handshake are listed, each with what it means', () => {
  const { request, response } = handshake(switched(ACCEPT));
  expect(request.map(({ label }) => label)).toEqual([
    'Host',
    'Upgrade',
    'Connection',
    'Sec-WebSocket-Key',
    'Sec-WebSocket-Version',
  ]);
  expect(response.map(({ label }) => label)).toEqual(['Upgrade', 'Connection', 'Sec-WebSocket-Accept']);
});

test('a wrong accept value opens nothing', () => {
  expect(handshake(switched('AAAA')).outcome).toMatchObject({ isOpen: false });
});

test('a refusal says what it means; an answer of the future is none', () => {
  const refusal = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n';
  expect(handshake(refusal).outcome.words).toMatch(/^403: .*Origin/);
  expect(handshake(refusal, 15)).toMatchObject({ response: [], outcome: { words: 'No answer yet.' } });
  expect(handshake('').outcome.words).toBe('No answer yet.');
});

test('a connection in the clear has no TLS; another says what was chosen once it was', () => {
  const trace = new RecordBuilder().at(5).open(1).open(2, 'http2').trace();
  expect(tlsHandshake(trace, trace.connections.get(1) as never, 10)).toBeUndefined();
  const tls = tlsHandshake(trace, trace.connections.get(2) as never, 10);
  expect(tls?.chosen.slice(0, 2).map(({ value }) => value)).toEqual(['h2', 'TLSv1.3']);
  expect(tlsHandshake(trace, trace.connections.get(2) as never, 4)?.chosen).toEqual([]);
});

test('a request that was told to upgrade did not ask for it, and its Connection field says so', () => {
  const trace = new RecordBuilder()
    .open(1)
    .client(1, 'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n')
    .server(1, 'HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n')
    .trace();
  const [attempt] = webSocketAttempts(trace.connections.get(1) as never, 10);
  const told = webSocketHandshake(attempt as never, 10);
  expect(told.asks).toBe(false);
  expect(told.request.find(({ label }) => label === 'Connection')?.meaning).toContain(
    'does not name Upgrade',
  );
  expect(told.outcome.words).toMatch(/^426: /);
});
