import { describe, expect, test } from 'vitest';
import { decodeInChunks } from '../conformance.ts';
import type { Span } from '../span.ts';
import { encodeUtf8 } from '../text.ts';
import { createHttp1Decoder } from './decoder.ts';
import { explainHttp1 } from './explain.ts';
import type { Http1Frame } from './frame.ts';
import { summarizeHttp1 } from './summary.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

/** The last frame of an input, and its span tree, which counts from 1,000. */
function last(role: 'request' | 'response', text: string): { frame: Http1Frame; root: Span } {
  const bytes = encodeUtf8(text);
  const frame = decodeInChunks(createHttp1Decoder({ role }), bytes, 1 << 20).at(-1) as Http1Frame;
  return { frame, root: explainHttp1(bytes.subarray(frame.start, frame.end), 1_000, frame) };
}
const parts = (span: Span | undefined): [string, number, number, string][] =>
  (span?.children ?? []).map(({ label, start, end, value }) => [label, start - 1_000, end - 1_000, value]);

describe('an explained head', () => {
  test('takes a request line apart', () => {
    const { root } = last('request', 'GET /sse?op=1 HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(root.label).toBe('Request head');
    expect(parts(root.children?.[0])).toEqual([
      ['Method', 0, 3, 'GET'],
      ['Space', 3, 4, 'SP'],
      ['Request target', 4, 13, '/sse?op=1'],
      ['Space', 13, 14, 'SP'],
      ['HTTP version', 14, 22, 'HTTP/1.1'],
      ['Line ending', 22, 24, 'CR LF'],
    ]);
  });

  test('takes a status line apart and says what the status means', () => {
    const [line] =
      last('response', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n').root.children ?? [];
    expect(parts(line).map(([label]) => label)).toEqual([
      'HTTP version',
      'Space',
      'Status code',
      'Space',
      'Reason phrase',
      'Line ending',
    ]);
    expect(line?.children?.[2]).toMatchObject({
      value: '101',
      spec: 'RFC 9110 §15.2.2',
      meaning: 'Behind this head the connection speaks the protocol that the Upgrade field names.',
    });
  });

  test('takes a field line apart under the name of its field', () => {
    const { root } = last('request', 'GET / HTTP/1.1\r\nHost: a\r\nlast-event-id:\t 7 \r\n\r\n');
    const line = root.children?.[2];
    expect(line).toMatchObject({
      field: 'http1.field-line',
      label: 'last-event-id',
      value: '7',
      spec: 'HTML Standard: The Last-Event-ID header',
    });
    expect(parts(line)).toEqual([
      ['Field name', 25, 38, 'last-event-id'],
      ['Colon', 38, 39, ':'],
      ['Optional white space', 39, 41, 'HTAB SP'],
      ['Field value', 41, 42, '7'],
      ['Optional white space', 42, 43, 'SP'],
      ['Line ending', 43, 45, 'CR LF'],
    ]);
    expect(root.children?.at(-1)?.label).toBe('Empty line');
  });

  test('shows what should not be there', () => {
    const { root } = last('request', '\r\nGET / HTTP/1.1\nHost : a\r\n b\r\nx\r\n\r\n');
    expect(root.children?.map(({ field }) => field)).toEqual([
      'http1.leading-empty-line',
      'http1.request-line',
      'http1.field-line',
      'http1.folded-line',
      'http1.unreadable-line',
      'http1.empty-line',
    ]);
    expect(root.children?.[1]?.children?.at(-1)?.value).toBe('LF');
    expect(parts(root.children?.[2]).map(([label]) => label)).toContain('White space');
  });
});

describe('an explained chunk', () => {
  test('gives its data as de-chunked bytes', () => {
    const bytes = encodeUtf8(`${CHUNKED}A;name=value\r\n0123456789\r\n`);
    const [, chunk] = createHttp1Decoder({ role: 'response' }).push(bytes) as [Http1Frame, Http1Frame];
    const root = explainHttp1(bytes.subarray(chunk.start, chunk.end), 1_000, chunk);
    expect(parts(root)).toEqual([
      ['Chunk size', 0, 1, 'A'],
      ['Chunk extensions', 1, 12, ';name=value'],
      ['Line ending', 12, 14, 'CR LF'],
      ['Chunk data', 14, 24, '10 bytes'],
      ['Line ending', 24, 26, 'CR LF'],
    ]);
    expect(root.children?.[0]?.meaning).toBe('0xa: 10 bytes of data follow.');
    expect(root.children?.[3]?.derived).toEqual({
      kind: 'dechunked',
      bytes: encodeUtf8('0123456789'),
      spans: [],
    });
  });

  test('of size 0 has a trailer section', () => {
    const { root } = last('response', `${CHUNKED}0\r\nX: y\r\n\r\n`);
    expect(root.label).toBe('Last chunk');
    expect(parts(root).map(([label]) => label)).toEqual(['Chunk size', 'Line ending', 'X', 'Empty line']);
  });

  test('that was cut has as much as came', () => {
    const { root } = last('response', `${CHUNKED}5\r\nab`);
    expect(parts(root)).toEqual([
      ['Chunk size', 0, 1, '5'],
      ['Line ending', 1, 3, 'CR LF'],
      ['Chunk data', 3, 5, '2 bytes'],
    ]);
  });
});

describe('an HTTP/1.1 summary', () => {
  test.each<['request' | 'response', string, string]>([
    ['request', 'GET /sse?op=1 HTTP/1.1\r\nHost: a\r\n\r\n', 'GET /sse?op=1'],
    ['response', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', '103 Early Hints'],
    [
      'response',
      'HTTP/1.1 204 \r\nContent-Type: text/event-stream\r\n\r\n',
      '204 No Content · text/event-stream',
    ],
    ['response', 'HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /x\r\n\r\n', '302 Found · /x'],
    ['response', 'HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n', '101 Switching · websocket'],
    ['response', 'HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n', '299'],
    ['response', `${CHUNKED}0\r\n\r\n`, 'end of body'],
    ['response', `${CHUNKED}0\r\nX: y\r\n\r\n`, 'end of body · 1 trailer field'],
    ['response', `${CHUNKED}5\r\nab`, '2 bytes of 5, cut off'],
    ['response', 'HTTP/1.1 200 OK\r\n\r\na', '1 byte'],
    ['response', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', 'cut off, no byte came'],
    ['request', 'nonsense\n', '9 bytes that cannot be read as HTTP/1.1'],
  ])('of a %s %j is %j', (role, text, summary) => {
    expect(summarizeHttp1(last(role, text).frame)).toBe(summary);
  });

  test('of a chunk is its size', () => {
    const [, chunk] = createHttp1Decoder({ role: 'response' }).push(encodeUtf8(`${CHUNKED}2\r\nab\r\n`));
    expect(summarizeHttp1(chunk as Http1Frame)).toBe('2 bytes');
  });
});

test('a body and bytes that are no HTTP are one span each', () => {
  expect(last('response', 'HTTP/1.1 200 OK\r\n\r\nabc').root).toMatchObject({
    label: 'Body',
    value: '3 bytes',
    start: 1_000,
    end: 1_003,
  });
  expect(last('request', 'abc\n').root).toMatchObject({ label: 'Undecoded bytes', value: '4 bytes' });
  expect(last('request', 'abc\n').root.children).toBeUndefined();
});
