import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../wire/text.ts';
import { encodeBinary, encodeText as encodeTextMessage } from '../../wire/websocket/encode.ts';
import { RecordBuilder } from '../testing.ts';
import type { Trace } from '../trace.ts';
import { encodeJson } from './json.ts';
import { encodeText } from './text.ts';

const linesOf = (trace: Trace, bodies = false): string[] =>
  [...encodeText(trace, { bodies })].join('').split('\n');
const GET = 'GET /sse HTTP/1.1\r\nHost: a\r\n\r\n';

const stream = (): RecordBuilder =>
  new RecordBuilder()
    .at(1)
    .open(1)
    .at(2)
    .client(1, GET)
    .at(3.5)
    .server(1, 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n')
    .at(4)
    .server(1, '10\r\nid: 1\ndata: ab\n\n\r\n');

describe('a recording as text', () => {
  test('is its connections and one line a frame', () => {
    expect(linesOf(stream().at(9).close(1, 'server').trace())).toEqual([
      'Recording of 2023-11-14T22:13:20.000Z, 0.009000 s: 1 connection, 1 exchange, 4 frames.',
      '',
      ' conn  origin    speaks                ends and times in seconds',
      '    1  http1     HTTP/1.1              127.0.0.1 port 50000 → 127.0.0.1 port 5101  opened at 0.001000, closed at 0.009000 by server (fin)',
      '',
      '        time  conn      frame                   length  what it says',
      '    0.002000  1       → http1 request               30  GET /sse',
      '    0.003500  1       ← http1 response              80  200 OK · text/event-stream',
      expect.stringMatching(/^ {4}0\.004000 {2}1 {7}← http1 chunk {17}\d\d {2}16 bytes/),
      '    0.004000  1       ← sse event                   16  id 1 · ab',
      '',
    ]);
  });

  test('shows events and messages once, not in the frames around them too', () => {
    const contents = linesOf(stream().trace(), true).filter((line) => line.includes(' | '));
    expect(contents).toEqual(['              | ab']);
  });

  test('shows content as text, or as bytes when it is none, up to a bound', () => {
    const answer = (body: Uint8Array): string[] => {
      const trace = new RecordBuilder()
        .open(1)
        .client(1, GET)
        .server(1, `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
        .server(1, body)
        .trace();
      return linesOf(trace, true)
        .filter((line) => line.includes(' | '))
        .map((line) => line.trimStart());
    };
    expect(answer(encodeUtf8('one\r\ntwo\n'))).toEqual(['| one', '| two']);
    expect(answer(encodeUtf8('\u001b[2Jx\u0000'))).toEqual(['| \\x1b[2Jx\\x00']);
    expect(answer(Uint8Array.of(255, 0, 16))).toEqual(['| ff 00 10']);
    expect(answer(encodeUtf8('é'.repeat(3_000)))).toEqual([`| ${'é'.repeat(2_048)}`, '| … 1,904 bytes more']);
    expect(answer(new Uint8Array(100).fill(255))).toEqual([
      `| ${'ff '.repeat(64).trimEnd()}`,
      '| … 36 bytes more',
    ]);
  });

  test('shows the messages of a WebSocket in both directions', () => {
    const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    const trace = new RecordBuilder()
      .open(1)
      .client(1, `GET /ws HTTP/1.1\r\nHost: a\r\n${upgrade}`)
      .server(1, `HTTP/1.1 101 Switching Protocols\r\n${upgrade}`)
      .client(1, encodeTextMessage('Hello', 7))
      .server(1, encodeBinary(Uint8Array.of(255)))
      .trace();
    const contents = linesOf(trace, true).filter((line) => line.includes(' | '));
    expect(contents.map((line) => line.trim())).toEqual(['| Hello', '| ff']);
  });

  test('says what was dropped, and that nothing was recorded', () => {
    const dropped = stream().record({ type: 'dropped', t: 5, conn: 1, records: 1, bytes: 1_200, reason: '' });
    const lines = linesOf(dropped.trace());
    expect(lines[1]).toBe('Dropped to keep a bound: 1,200 bytes.');
    expect(lines[4]).toMatch(/open, bytes were dropped$/);
    expect(linesOf(new RecordBuilder().trace())).toEqual([
      'Recording of 2023-11-14T22:13:20.000Z, 0.000000 s: 0 connections, 0 exchanges, 0 frames.',
      '',
    ]);
  });
});

test('a recording as JSON is one array, a frame a line, empty without frames', () => {
  const text = [...encodeJson(stream().trace())].join('');
  expect(JSON.parse(text)).toHaveLength(4);
  expect(text.split('\n')).toHaveLength(7);
  expect(JSON.parse([...encodeJson(new RecordBuilder().trace())].join(''))).toEqual([]);
});
