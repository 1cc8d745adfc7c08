import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../wire/text.ts';
import { encodeBinary, encodeFrame, encodePing, encodeText } from '../wire/websocket/encode.ts';
import { OPCODES } from '../wire/websocket/frame.ts';
import { decoding } from './decoding.ts';
import { eventsOf, webSocketMessages } from './messages.ts';
import type { Exchange } from './model.ts';
import { RecordBuilder } from './testing.ts';
import { Trace } from './trace.ts';

const HANDSHAKE = 'GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
const accepted = (more = ''): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${more}\r\n`;
const webSocket = (more = ''): RecordBuilder =>
  new RecordBuilder().open(1).at(1).client(1, HANDSHAKE).at(2).server(1, accepted(more));

function messagesOf(trace: Trace) {
  return webSocketMessages(trace, trace.exchanges[0] as Exchange).map(
    ({ direction, type, t, bytes, size }) => ({
      from: direction === 'client-to-server' ? 'client' : 'server',
      what: type === 'text' ? decodeUtf8(bytes) : [...bytes],
      t,
      size,
    }),
  );
}

describe('the messages of a WebSocket', () => {
  test('are unmasked, joined over control frames, and stand in the order they ended', () => {
    const trace = webSocket()
      .at(3)
      .client(
        1,
        encodeFrame({ opcode: OPCODES.text, fin: false, payload: encodeUtf8('Hel'), maskingKey: 0x01020304 }),
      )
      .at(4)
      .server(1, encodeBinary(Uint8Array.of(0, 255)))
      .client(1, encodePing(encodeUtf8('x'), 7))
      .at(5)
      .client(1, encodeFrame({ opcode: OPCODES.continuation, payload: encodeUtf8('lo'), maskingKey: 9 }))
      .trace();
    expect(messagesOf(trace)).toEqual([
      { from: 'server', what: [0, 255], t: 4, size: 2 },
      { from: 'client', what: 'Hello', t: 5, size: 5 },
    ]);
  });

  test('are inflated from all their fragments where the memory of a chunk is used again', () => {
    const compressed = deflateSync(encodeUtf8('Hello'));
    const fragments = [
      encodeFrame({ opcode: OPCODES.text, fin: false, rsv1: true, payload: compressed.subarray(0, 3) }),
      encodeFrame({ opcode: OPCODES.continuation, payload: compressed.subarray(3) }),
    ];
    const builder = webSocket('Sec-WebSocket-Extensions: permessage-deflate\r\n');
    for (const fragment of fragments) builder.server(1, fragment);
    const trace = new Trace(decoding);
    for (const record of builder.records) {
      trace.apply(record);
      if (record.type === 'chunk') record.bytes.fill(0xff);
    }
    expect(messagesOf(trace)).toEqual([{ from: 'server', what: 'Hello', t: 2, size: 5 }]);
  });

  test('are inflated, and the part that is kept is the start of them', () => {
    const text = 'a'.repeat(70_000);
    const compressed = deflateSync(encodeUtf8(text));
    const trace = webSocket('Sec-WebSocket-Extensions: permessage-deflate\r\n')
      .at(3)
      .server(1, encodeFrame({ opcode: OPCODES.text, rsv1: true, payload: compressed }))
      .trace();
    const [message] = webSocketMessages(trace, trace.exchanges[0] as Exchange);
    expect(message).toMatchObject({ type: 'text', size: 70_000 });
    expect(decodeUtf8(message?.bytes ?? new Uint8Array(0))).toBe(text.slice(0, 65_536));
  });

  test('have no size when they cannot be inflated', () => {
    const trace = webSocket('Sec-WebSocket-Extensions: permessage-deflate\r\n')
      .server(1, encodeFrame({ opcode: OPCODES.text, rsv1: true, payload: Uint8Array.of(0xff, 0xff) }))
      .trace();
    expect(messagesOf(trace)).toEqual([{ from: 'server', what: '', t: 2, size: undefined }]);
  });

  test('leave out what has no start or no end', () => {
    const trace = webSocket()
      .server(1, encodeFrame({ opcode: OPCODES.continuation, payload: encodeUtf8('no start') }))
      .server(1, encodeText('whole'))
      .server(1, encodeFrame({ opcode: OPCODES.text, fin: false, payload: encodeUtf8('no end') }))
      .trace();
    expect(messagesOf(trace).map(({ what }) => what)).toEqual(['whole']);
  });
});

test('the events of a stream carry the last event ID of an earlier one, and blocks without data are no events', () => {
  const trace = new RecordBuilder()
    .open(1)
    .client(1, 'GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n')
    .server(1, 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n')
    .at(8)
    .server(1, 'id: 1\ndata: a\n\n: comment\n\nevent: tick\ndata: b\n\nid: 2\n\ndata: c\n\n')
    .trace();
  const events = eventsOf(trace, trace.exchanges[0] as Exchange);
  expect(events.map(({ t, event, data, lastEventId }) => [t, event, data, lastEventId])).toEqual([
    [8, 'message', 'a', '1'],
    [8, 'tick', 'b', '1'],
    [8, 'message', 'c', '2'],
  ]);
  expect(webSocketMessages(trace, trace.exchanges[0] as Exchange)).toEqual([]);
});
