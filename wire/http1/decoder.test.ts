import { describe, expect, test } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { decodeLatin1, encodeUtf8 } from '../text.ts';
import { createHttp1Decoder, type Http1Decoder } from './decoder.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const UPGRADE = 'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

const requests = (): Http1Decoder => createHttp1Decoder({ role: 'request' });
const responses = (): Http1Decoder => createHttp1Decoder({ role: 'response' });
const push = (decoder: Http1Decoder, text: string): string[] =>
  decoder.push(encodeUtf8(text)).map(({ type }) => type);
const body = (decoder: Http1Decoder): [number, number, string][] =>
  decoder.takeBody().map(({ message, start, bytes }) => [message, start, decodeLatin1(bytes)]);
const rest = (decoder: Http1Decoder): [number, string] => {
  const { start, bytes } = decoder.takeRest();
  return [start, decodeLatin1(bytes)];
};

describe('body bytes', () => {
  test('are handed on before their chunk is complete', () => {
    const decoder = responses();
    expect(push(decoder, `${HEAD}a\r\ndata: `)).toEqual(['response']);
    expect(body(decoder)).toEqual([[0, 50, 'data: ']]);
    expect(push(decoder, 'abc')).toEqual([]);
    expect(body(decoder)).toEqual([[0, 56, 'abc']]);
    expect(push(decoder, 'd\r\n0\r\n\r\n')).toEqual(['chunk', 'last-chunk']);
    expect(body(decoder)).toEqual([[0, 59, 'd']]);
    expect(body(decoder)).toEqual([]);
  });

  test('of several messages come in order with the number of their message', () => {
    const decoder = responses();
    const one = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';
    expect(push(decoder, `${one}ab${one}cd`)).toEqual(['response', 'body', 'response', 'body']);
    expect(body(decoder)).toEqual([
      [0, 38, 'ab'],
      [1, 78, 'cd'],
    ]);
  });

  test('that last until the connection ends come as they come', () => {
    const decoder = responses();
    push(decoder, 'HTTP/1.1 200 OK\r\n\r\na');
    push(decoder, 'b');
    expect(body(decoder).map(([, , text]) => text)).toEqual(['a', 'b']);
    expect(decoder.end().map(({ type, start, end }) => [type, start, end])).toEqual([['body', 19, 21]]);
  });

  test('stay as they were when the decoder reads on', () => {
    const decoder = responses();
    push(decoder, `${HEAD}3\r`);
    push(decoder, '\nabc');
    const [slice] = decoder.takeBody();
    for (let count = 0; count < 50; count++) push(decoder, '\r\n3\r\nxyz');
    expect(decodeLatin1(slice?.bytes ?? new Uint8Array())).toBe('abc');
  });
});

describe('an upgrade', () => {
  test('hands on what follows a 101, from its first byte', () => {
    const decoder = responses();
    expect(decoder.upgraded).toBe(false);
    expect(rest(decoder)).toEqual([0, '']);
    expect(push(decoder, `${SWITCH}ab`)).toEqual(['response']);
    expect(decoder.upgraded).toBe(true);
    expect(rest(decoder)).toEqual([SWITCH.length, 'ab']);
    push(decoder, 'cd');
    push(decoder, 'ef');
    expect(rest(decoder)).toEqual([SWITCH.length + 2, 'cdef']);
    expect(decoder.pending()).toBeUndefined();
    expect(decoder.end()).toEqual([]);
  });

  test('hands on what follows a 2xx to CONNECT', () => {
    const decoder = createHttp1Decoder({ role: 'response', requestMethod: () => 'CONNECT' });
    push(decoder, 'HTTP/1.1 200 OK\r\n\r\ntunnel');
    expect(rest(decoder)).toEqual([19, 'tunnel']);
  });

  test('that the server grants hands on what the client sends behind its request', () => {
    const decoder = requests();
    push(decoder, UPGRADE);
    decoder.upgrade();
    push(decoder, '\x01\x02\n\n');
    expect(rest(decoder)).toEqual([UPGRADE.length, '\x01\x02\n\n']);
  });

  test('hands on what the client sent before the answer came, even when it could not be read', () => {
    for (const early of ['\x01', '\x01\x02\n', '\x01\n\n'.repeat(50)]) {
      const decoder = requests();
      push(decoder, UPGRADE + early);
      decoder.upgrade();
      expect(decoder.upgraded).toBe(true);
      push(decoder, 'more');
      expect(rest(decoder)).toEqual([UPGRADE.length, `${early}more`]);
    }
  });

  test('keeps early bytes up to a bound, and is refused behind it', () => {
    const decoder = createHttp1Decoder({ role: 'request', limits: { headBytes: 100 } });
    push(decoder, UPGRADE);
    push(decoder, `\x01\n${'x'.repeat(100)}`);
    decoder.upgrade();
    expect(decoder.upgraded).toBe(false);
    expect(decoder.end().map(({ type, start, end }) => [type, start, end])).toEqual([
      ['junk', UPGRADE.length, UPGRADE.length + 102],
    ]);
  });

  test('that was refused leaves the next request as it is', () => {
    const decoder = requests();
    push(decoder, UPGRADE);
    expect(push(decoder, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toEqual(['request']);
  });

  test('that is granted inside a request body takes effect behind the body', () => {
    const decoder = requests();
    push(decoder, UPGRADE.replace('\r\n\r\n', '\r\nContent-Length: 4\r\n\r\nab'));
    decoder.upgrade();
    expect(decoder.upgraded).toBe(false);
    expect(push(decoder, 'cdframe')).toEqual(['body']);
    expect(rest(decoder)[1]).toBe('frame');
  });
});

describe('the part-read frame', () => {
  test.each([
    ['', undefined],
    ['HTTP/1.1 200', { state: 'head', start: 0, end: 12 }],
    [HEAD, undefined],
    [`${HEAD}5`, { state: 'chunk-line', start: 47, end: 48 }],
    [`${HEAD}5\r\nab`, { state: 'chunk-data', start: 47, end: 52 }],
    [`${HEAD}2\r\nab\r`, { state: 'chunk-end', start: 47, end: 53 }],
    [`${HEAD}0\r\n`, { state: 'trailers', start: 47, end: 50 }],
    ['HTTP/1.1 200 OK\r\n\r\nab', { state: 'until-close', start: 19, end: 21 }],
    ['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na', { state: 'body', start: 38, end: 39 }],
    ['nothing\n', { state: 'junk', start: 0, end: 8 }],
  ])('of %j is %j', (text, pending) => {
    const decoder = responses();
    push(decoder, text);
    expect(decoder.pending()).toEqual(pending);
  });
});

describe('adversarial input', () => {
  test('of an endless head is let go of at the bound', () => {
    const decoder = requests();
    push(decoder, 'GET / HTTP/1.1\r\n');
    const chunk = encodeUtf8('X: y\r\n'.repeat(10_000));
    for (let count = 0; count < 20; count++) decoder.push(chunk);
    expect(decoder.end().map(({ type, diagnostics }) => [type, diagnostics[0]?.code])).toEqual([
      ['junk', 'http1/head-too-large'],
    ]);
  });

  test('of a long line byte by byte costs time in proportion to its length', () => {
    const decoder = requests();
    for (let count = 0; count < 250_000; count++) decoder.push(Uint8Array.of(0x41));
    expect(decoder.pending()).toEqual({ state: 'head', start: 0, end: 250_000 });
  });

  test.each([
    ['spaces in a request-line', `GET ${' '.repeat(200_000)}x`],
    ['spaces in a value', `GET / HTTP/1.1\r\nHost: a\r\nX: a${' '.repeat(200_000)}b`],
    ['folded lines', `GET / HTTP/1.1\r\nHost: a\r\nX: a${'\r\n b'.repeat(50_000)}`],
    ['Content-Length values', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1${',1'.repeat(100_000)}`],
    ['transfer codings', `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ${'a ; ,'.repeat(40_000)}`],
  ])('of many %s is read in time that grows with its length', (_what, text) => {
    const started = performance.now();
    push(requests(), `${text}\r\n\r\n`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('of a 2^53 byte body is counted, not kept', () => {
    const decoder = responses();
    push(decoder, `HTTP/1.1 200 OK\r\nContent-Length: ${Number.MAX_SAFE_INTEGER}\r\n\r\n`);
    const chunk = new Uint8Array(100_000);
    for (let count = 0; count < 10; count++) {
      decoder.push(chunk);
      expect(joinBytes(decoder.takeBody().map(({ bytes }) => bytes)).length).toBe(100_000);
    }
    expect(decoder.end().map(({ type, start, end }) => [type, end - start])).toEqual([['body', 1_000_000]]);
  });
});
