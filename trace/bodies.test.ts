import { describe, expect, test } from 'vitest';
import { joinBytes } from '../wire/bytes.ts';
import { createHpackEncoder } from '../wire/hpack/encode.ts';
import { encodeData, encodeHeaders } from '../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../wire/http2/preface.ts';
import { decodeUtf8, encodeUtf8 } from '../wire/text.ts';
import { bodyOf } from './bodies.ts';
import type { Exchange } from './model.ts';
import { RecordBuilder } from './testing.ts';
import type { Trace } from './trace.ts';

const first = (trace: Trace): Exchange => trace.exchanges[0] as Exchange;
const textOf = (trace: Trace, direction: 'client-to-server' | 'server-to-client', limit?: number) => {
  const { bytes, size } = bodyOf(trace, first(trace), direction, limit);
  return { text: decodeUtf8(bytes), size };
};

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('the content of a message', () => {
  test('is de-chunked, without chunk extensions and trailers, wherever the recording cut it', () => {
    const trace = new RecordBuilder()
      .open(1)
      .client(1, GET)
      .server(1, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\none')
      .server(1, '\r\n4\r\n two\r\n0\r\nTrailer: 1\r\n\r\n')
      .trace();
    expect(textOf(trace, 'server-to-client')).toEqual({ text: 'one two', size: 7 });
    expect(textOf(trace, 'client-to-server')).toEqual({ text: '', size: 0 });
  });

  test('is what Content-Length frames, in both directions and apart from the next message', () => {
    const post = 'POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello';
    const trace = new RecordBuilder()
      .open(1)
      .client(1, post + GET)
      .server(1, 'HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok')
      .trace();
    expect(textOf(trace, 'client-to-server')).toEqual({ text: 'hello', size: 5 });
    expect(textOf(trace, 'server-to-client')).toEqual({ text: 'ok', size: 2 });
  });

  test('is the DATA of its stream alone, without padding', () => {
    const up = createHpackEncoder();
    const down = createHpackEncoder();
    const request = (path: string) =>
      up.encode([
        { name: ':method', value: 'GET' },
        { name: ':path', value: path },
      ]);
    const trace = new RecordBuilder()
      .open(1, 'http2')
      .client(
        1,
        joinBytes([CONNECTION_PREFACE, encodeHeaders(1, request('/a')), encodeHeaders(3, request('/b'))]),
      )
      .server(1, encodeHeaders(1, down.encode([{ name: ':status', value: '200' }])))
      .server(1, encodeData(1, encodeUtf8('one'), { padLength: 9 }))
      .server(1, encodeData(3, encodeUtf8('other')))
      .server(1, encodeData(1, encodeUtf8(' two'), { padLength: 0, endStream: true }))
      .trace();
    expect(textOf(trace, 'server-to-client')).toEqual({ text: 'one two', size: 7 });
  });

  test('is copied up to a limit, inside a frame too, and its size stays exact', () => {
    const trace = new RecordBuilder()
      .open(1)
      .client(1, GET)
      .server(1, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n4\r\n two\r\n0\r\n\r\n')
      .trace();
    for (const limit of [0, 1, 3, 5, 7, 8]) {
      expect(textOf(trace, 'server-to-client', limit)).toEqual({ text: 'one two'.slice(0, limit), size: 7 });
    }
  });

  test('grows with the recording: a stream that is still open has what came so far', () => {
    const builder = new RecordBuilder()
      .open(1)
      .client(1, GET)
      .server(1, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n');
    const trace = builder.trace();
    expect(textOf(trace, 'server-to-client')).toEqual({ text: 'one', size: 3 });
    const [...before] = builder.records;
    builder.server(1, '4\r\n two\r\n');
    for (const record of builder.records.slice(before.length)) trace.apply(record);
    expect(textOf(trace, 'server-to-client')).toEqual({ text: 'one two', size: 7 });
  });

  test('is empty for a WebSocket over HTTP/1.1, whose bytes are no content', () => {
    const trace = new RecordBuilder()
      .open(1)
      .client(1, 'GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
      .server(1, 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
      .server(1, Uint8Array.of(0x81, 0x02, 0x48, 0x69))
      .trace();
    expect(textOf(trace, 'server-to-client')).toEqual({ text: '', size: 0 });
  });
});
