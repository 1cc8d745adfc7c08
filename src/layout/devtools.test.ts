import { expect, test } from 'vitest';
import { Conversation } from '../../trace/http2/testing.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import { encodeData, encodePing } from '../../wire/http2/encode.ts';
import { SETTINGS } from '../../wire/http2/settings.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { encodeFrame } from '../../wire/websocket/encode.ts';
import { hiddenThings, messageLines, networkRows } from './devtools.ts';

const ALL = { from: 0, to: 10_000 };
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';

function stream() {
  return new RecordBuilder()
    .at(10)
    .open(1)
    .client(1, 'GET /sse?op=1 HTTP/1.1\r\nHost: a\r\n\r\n')
    .at(20)
    .server(1, HEAD)
    .at(30)
    .server(1, 'id: 7\ndata: x\n\n: beat\n\nretry: 5\n\n')
    .at(40)
    .operation({
      op: 2,
      event: 'issued',
      client: 'browser',
      transport: 'sse',
      origin: 'http1',
      url: 'http://a/sse?op=2',
    })
    .trace();
}

test('the panel has a line for each request, and one for each that the browser holds back', () => {
  const rows = networkRows(stream(), ALL);
  expect(rows).toMatchObject([
    {
      name: 'sse?op=1',
      status: '200',
      type: 'eventsource',
      protocol: 'http/1.1',
      time: '(pending)',
      connection: 1,
    },
    { name: 'sse?op=2', status: '(pending)', type: 'eventsource', protocol: '', connection: undefined },
  ]);
  expect(networkRows(stream(), { from: 0, to: 15 })).toMatchObject([{ status: '(pending)', size: '' }]);
});

test('the EventStream tab has the events and nothing else', () => {
  const trace = stream();
  const [exchange] = trace.exchanges;
  expect(messageLines(trace, exchange as never, 100)).toMatchObject([
    { t: 30, lead: '7 message', data: 'x' },
  ]);
  expect(messageLines(trace, exchange as never, 29)).toEqual([]);
});

test('what has no line is counted from the recording, and leads to its first frame', () => {
  const trace = stream();
  const things = hiddenThings(trace, ALL).map(({ what, count, frame }) => [
    what,
    count,
    frame === undefined ? '' : trace.frames.type(frame),
  ]);
  expect(things).toEqual([
    ['Why a request waits', 1, ''],
    ['SSE comments', 1, 'comment'],
    ['SSE fields without data', 1, 'fields'],
  ]);
  expect(hiddenThings(trace, { from: 0, to: 25 })).toEqual([]);
});

test('masks, pings and fragments of a WebSocket are counted; the message they make is one line', () => {
  const frame = (opcode: number, text: string, fin: boolean, maskingKey?: number) =>
    encodeFrame({ opcode, payload: encodeUtf8(text), fin, maskingKey });
  const trace = new RecordBuilder()
    .open(1)
    .client(1, 'GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    .server(1, 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    .client(1, frame(1, 'Hel', false, 1))
    .client(1, frame(0, 'lo', true, 2))
    .server(1, frame(9, '', true))
    .trace();
  expect(hiddenThings(trace, ALL).map(({ what, count }) => [what, count])).toEqual([
    ['Masking keys', 2],
    ['WebSocket pings', 1],
    ['WebSocket fragments', 1],
  ]);
  expect(messageLines(trace, trace.exchanges[0] as never, 100)).toMatchObject([{ lead: '↑', data: 'Hello' }]);
});

test('frames of HTTP/2 and empty windows are counted', () => {
  const trace = new Conversation([{ id: SETTINGS.INITIAL_WINDOW_SIZE, value: 3 }])
    .request(1)
    .respond(1)
    .server(encodeData(1, new Uint8Array(3)))
    .client(encodePing(new Uint8Array(8)))
    .trace();
  expect(hiddenThings(trace, ALL).map(({ what, count }) => [what, count])).toEqual([
    ['Empty windows', 1],
    ['SETTINGS', 4],
    ['HTTP/2 PING', 1],
    ['Header blocks', 2],
    ['DATA frames', 1],
  ]);
});
