import { constants, createGzip, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../../contract/direction.ts';
import { createHttp1Decoder } from '../../../wire/http1/decoder.ts';
import { createHttp2Decoder } from '../../../wire/http2/decoder.ts';
import {
  encodeData,
  encodeHeaders,
  encodePing,
  encodeSettings,
  encodeWindowUpdate,
} from '../../../wire/http2/encode.ts';
import { CONNECTION_PREFACE_TEXT } from '../../../wire/http2/preface.ts';
import { createFaultBench, type FaultBench } from '../testing.ts';

const UP = 'client-to-server';
const DOWN = 'server-to-client';
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

const CHUNKED = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const chunk = (data: string): string => `${data.length.toString(16)}\r\n${data}\r\n`;
const GET = 'GET /sse HTTP/1.1\r\nHost: lab\r\n\r\n';
const EVENTS = [1, 2, 3].map((n) => chunk(`id: ${n}\ndata: event ${n}\n\n`));

/** Types and streams of the HTTP/2 frames that came out on the way to the client. */
function framesOf(bench: FaultBench, sender: 'client' | 'server' = 'server'): string[] {
  const direction: Direction = sender === 'server' ? DOWN : UP;
  return createHttp2Decoder({ sender })
    .push(bytes(bench.text(direction).replace('<end>', '')))
    .map(({ type, streamId }) => `${type} ${streamId}`);
}

const BLOCK = Uint8Array.of(0x88);
const HELLO = encodeSettings([]);

describe('cut inside a frame', () => {
  it('lets half of the frame pass and resets, however the bytes are cut', () => {
    for (const size of [1, 3, 1_000]) {
      const bench = createFaultBench({ type: 'cut-in-frame', direction: DOWN, frame: 3 });
      bench.push(UP, GET);
      const response = bytes(CHUNKED + EVENTS.join(''));
      for (let at = 0; at < response.length; at += size) bench.push(DOWN, response.subarray(at, at + size));
      const [first, second] = EVENTS as [string, string];
      const half = second.slice(0, Math.ceil(second.length / 2));
      expect([bench.text(DOWN), bench.done, bench.heldBytes(DOWN)]).toEqual([
        CHUNKED + first + half,
        ['cut'],
        0,
      ]);
    }
  });

  it('counts from the frames that come whole after it was put on', () => {
    const late = createFaultBench({ type: 'cut-in-frame', direction: DOWN, frame: 1 }, 'http1', [
      { direction: UP, bytes: bytes(GET) },
      { direction: DOWN, bytes: bytes(CHUNKED + (EVENTS[0] as string).slice(0, 9)) },
    ]);
    const [first, second] = EVENTS as [string, string];
    late.push(DOWN, first.slice(9) + second);
    expect(late.text(DOWN)).toBe(first.slice(9) + second.slice(0, Math.ceil(second.length / 2)));
  });

  it('lets bodies of known length pass uncounted and without waiting', () => {
    const bench = createFaultBench({ type: 'cut-in-frame', direction: DOWN, frame: 2 });
    bench.push(UP, GET);
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345';
    bench.push(DOWN, answer);
    expect([bench.text(DOWN), bench.done]).toEqual([answer, []]);
  });

  it('passes what it did not count on when it is taken off', () => {
    const bench = createFaultBench({ type: 'cut-in-frame', direction: DOWN, frame: 9 });
    bench.push(UP, GET);
    bench.push(DOWN, CHUNKED + '5\r\nab');
    bench.remove();
    expect(bench.text(DOWN)).toBe(CHUNKED + '5\r\nab');
  });
});

describe('cut after an event', () => {
  it('lets the event pass to its last byte, on HTTP/1.1', () => {
    for (const size of [1, 7, 1_000]) {
      const bench = createFaultBench({ type: 'cut-after-event', eventId: '2' });
      bench.push(UP, GET);
      const response = bytes(CHUNKED + EVENTS.join(''));
      for (let at = 0; at < response.length; at += size) bench.push(DOWN, response.subarray(at, at + size));
      expect(bench.text(DOWN)).toBe(CHUNKED + EVENTS[0] + (EVENTS[1] as string).slice(0, -2));
      expect(bench.done).toEqual(['cut']);
    }
  });

  it('finds the event in the stream it is in, on HTTP/2', () => {
    const bench = createFaultBench({ type: 'cut-after-event', eventId: '2' }, 'http2');
    const parts = [
      HELLO,
      encodeHeaders(1, BLOCK),
      encodeData(3, bytes('id: 2\nda')),
      encodeData(1, bytes('id: 2\ndata: x\n\n')),
      encodeData(3, bytes('ta: y\n\n')),
    ];
    for (const part of parts) bench.push(DOWN, part);
    expect(bench.done).toEqual(['cut']);
    expect(framesOf(bench)).toEqual(['SETTINGS 0', 'HEADERS 1', 'DATA 3', 'DATA 1']);
  });

  it('does not cut for an event that had passed before, and knows one that had begun', () => {
    const history = [
      { direction: UP, bytes: bytes(GET) },
      { direction: DOWN, bytes: bytes(CHUNKED + chunk('id: 2\ndata: old\n\nid: 3\nda')) },
    ] as const;
    const old = createFaultBench({ type: 'cut-after-event', eventId: '2' }, 'http1', [...history]);
    const begun = createFaultBench({ type: 'cut-after-event', eventId: '3' }, 'http1', [...history]);
    for (const bench of [old, begun]) bench.push(DOWN, chunk('ta: x\n\n'));
    expect([old.done, begun.done]).toEqual([[], ['cut']]);
  });
});

describe('withhold WINDOW_UPDATE', () => {
  it('holds those frames alone, and lets them go when it is taken off', () => {
    const bench = createFaultBench({ type: 'withhold-window-update', direction: UP }, 'http2');
    bench.push(UP, CONNECTION_PREFACE_TEXT);
    bench.push(UP, HELLO);
    bench.push(UP, encodeWindowUpdate(0, 100));
    bench.push(UP, encodePing(new Uint8Array(8)));
    expect([framesOf(bench, 'client'), bench.heldBytes(UP)]).toEqual([
      ['preface 0', 'SETTINGS 0', 'PING 0'],
      13,
    ]);
    bench.remove();
    expect(framesOf(bench, 'client').at(-1)).toBe('WINDOW_UPDATE 0');
  });
});

describe('drop pongs', () => {
  const UPGRADE = 'GET /ws HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const PONG = '\x8a\x80\x00\x00\x00\x00';
  const TEXT = '\x81\x82\x00\x00\x00\x00hi';

  it('loses pong frames of a WebSocket and nothing else', () => {
    const bench = createFaultBench({ type: 'drop-pong', direction: UP });
    bench.push(UP, UPGRADE);
    bench.push(DOWN, `${SWITCHED}\x89\x00`);
    for (const char of PONG + TEXT + PONG + TEXT) bench.push(UP, char);
    expect([bench.text(UP), bench.text(DOWN)]).toEqual([`${UPGRADE}${TEXT}${TEXT}`, `${SWITCHED}\x89\x00`]);
    expect(bench.heldBytes(UP)).toBe(0);
  });

  it('loses PING with ACK of HTTP/2 and keeps PING', () => {
    const bench = createFaultBench({ type: 'drop-pong', direction: DOWN }, 'http2');
    bench.push(DOWN, HELLO);
    bench.push(DOWN, encodePing(new Uint8Array(8), { ack: true }));
    bench.push(DOWN, encodePing(new Uint8Array(8)));
    expect(framesOf(bench)).toEqual(['SETTINGS 0', 'PING 0']);
    expect(bench.text(DOWN).length).toBe(9 + 17);
  });
});

describe('strip Upgrade', () => {
  it('takes the two fields out of requests that have Upgrade, and leaves others as they are', () => {
    const bench = createFaultBench({ type: 'strip-upgrade' });
    bench.push(UP, 'GET / HTTP/1.1\r\nHost: lab\r\nConnection: keep-alive\r\n\r\n');
    bench.push(
      UP,
      'GET /ws HTTP/1.1\r\nHost: lab\r\nUPGRADE: websocket\r\nConnection: Upgrade\r\nA: b\r\n\r\n',
    );
    expect(bench.out(UP)).toEqual([
      'GET / HTTP/1.1\r\nHost: lab\r\nConnection: keep-alive\r\n\r\n',
      'GET /ws HTTP/1.1\r\nHost: lab\r\nA: b\r\n\r\n',
    ]);
    expect(bench.heldBytes(UP)).toBe(0);
  });
});

describe('hold one stream', () => {
  it('holds DATA of that stream and what follows on it, while others pass', () => {
    const bench = createFaultBench({ type: 'hold-stream', direction: DOWN, streamId: 1 }, 'http2');
    for (const part of [
      HELLO,
      encodeHeaders(1, BLOCK),
      encodeData(1, bytes('held')),
      encodeHeaders(3, BLOCK),
      encodeData(3, bytes('passes')),
      encodeWindowUpdate(1, 5),
      encodeWindowUpdate(0, 5),
    ]) {
      bench.push(DOWN, part);
    }
    const passed = ['SETTINGS 0', 'HEADERS 1', 'HEADERS 3', 'DATA 3', 'WINDOW_UPDATE 0'];
    expect([framesOf(bench), bench.heldBytes(DOWN)]).toEqual([passed, 13 + 13]);
    bench.end(DOWN);
    expect(bench.text(DOWN)).not.toContain('<end>');
    bench.remove();
    expect(framesOf(bench)).toEqual([...passed, 'DATA 1', 'WINDOW_UPDATE 1']);
    expect(bench.out(DOWN).at(-1)).toBe('<end>');
  });

  it('makes header blocks wait behind trailers that are held, since HPACK reads them in order', () => {
    const bench = createFaultBench({ type: 'hold-stream', direction: DOWN, streamId: 1 }, 'http2');
    for (const part of [
      encodeData(1, bytes('held')),
      encodeHeaders(1, BLOCK),
      encodeHeaders(3, BLOCK),
      encodeData(3, bytes('x')),
      encodeData(5, bytes('y')),
    ]) {
      bench.push(DOWN, part);
    }
    expect(framesOf(bench)).toEqual(['DATA 5']);
  });
});

describe('delay headers or body', () => {
  it('holds heads of HTTP/1.1 and not the body behind them', () => {
    const bench = createFaultBench({ type: 'delay-response', part: 'headers', delayMs: 100 });
    bench.push(UP, GET);
    bench.push(DOWN, CHUNKED);
    bench.clock.advance(60);
    bench.push(DOWN, EVENTS[0] as string);
    bench.clock.advance(39);
    expect(bench.text(DOWN)).toBe('');
    bench.clock.advance(1);
    expect(bench.text(DOWN)).toBe(CHUNKED + EVENTS[0]);
    bench.push(DOWN, EVENTS[1] as string);
    expect(bench.text(DOWN)).toBe(CHUNKED + EVENTS[0] + EVENTS[1]);
  });

  it('holds the body of HTTP/1.1 and not its head', () => {
    const bench = createFaultBench({ type: 'delay-response', part: 'body', delayMs: 100 });
    bench.push(UP, GET);
    bench.push(DOWN, CHUNKED + EVENTS[0]);
    bench.end(DOWN);
    expect(bench.text(DOWN)).toBe(CHUNKED);
    bench.clock.advance(100);
    expect(bench.text(DOWN)).toBe(`${CHUNKED}${EVENTS[0]}<end>`);
  });

  it('holds header blocks of HTTP/2 in order, and lets DATA of other streams pass', () => {
    const bench = createFaultBench({ type: 'delay-response', part: 'headers', delayMs: 100 }, 'http2', [
      { direction: DOWN, bytes: Buffer.concat([HELLO, encodeHeaders(1, BLOCK)]) },
    ]);
    bench.push(DOWN, encodeHeaders(3, BLOCK));
    bench.push(DOWN, encodeData(3, bytes('waits')));
    bench.push(DOWN, encodeData(1, bytes('passes')));
    expect(framesOf(bench)).toEqual(['DATA 1']);
    bench.clock.advance(100);
    expect(framesOf(bench)).toEqual(['DATA 1', 'HEADERS 3', 'DATA 3']);
  });
});

describe('over a compressed event stream', () => {
  const HEAD = CHUNKED.replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n');
  /** One chunk an event, as a server flushes them. */
  const compressed = async (): Promise<string[]> => {
    const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
    const chunks: string[] = [];
    for (const n of [1, 2, 3]) {
      await new Promise<void>((resolve) => gzip.write(`id: ${n}\ndata: event ${n}\n\n`, () => resolve()));
      chunks.push(chunk((gzip.read() as Buffer).toString('latin1')));
    }
    gzip.destroy();
    return chunks;
  };
  const bodyOf = (text: string): Buffer => {
    const decoder = createHttp1Decoder({ role: 'response' });
    decoder.push(bytes(text));
    return Buffer.concat(decoder.takeBody().map((slice) => Buffer.from(slice.bytes)));
  };

  it('the cut after an event is behind the compressed bytes that bring it, however they come', async () => {
    const chunks = await compressed();
    for (const size of [1, 7, 1_000]) {
      const bench = createFaultBench({ type: 'cut-after-event', eventId: '2' });
      bench.push(UP, GET);
      const response = bytes(HEAD + chunks.join(''));
      for (let at = 0; at < response.length; at += size) bench.push(DOWN, response.subarray(at, at + size));
      const through = gunzipSync(bodyOf(bench.text(DOWN)), {
        finishFlush: constants.Z_SYNC_FLUSH,
      }).toString();
      expect(bench.done).toEqual(['cut']);
      expect(through).toContain('id: 2\ndata: event 2');
      if (size < 1_000) expect(through).not.toContain('id: 3');
    }
  });

  it('a body that is no gzip after all passes whole', () => {
    const bench = createFaultBench({ type: 'cut-after-event', eventId: '2' });
    bench.push(UP, GET);
    const response = HEAD + chunk('\x1f\x8bno gzip at all') + EVENTS.join('');
    bench.push(DOWN, response);
    expect([bench.text(DOWN), bench.done]).toEqual([response, []]);
  });

  it('one corrupt bit leaves a stream that cannot be inflated, or says something else', async () => {
    const chunks = await compressed();
    const byte = HEAD.length + (chunks[0] as string).length - 12;
    const bench = createFaultBench({ type: 'corrupt', direction: DOWN, byte, seed: 1 });
    const response = HEAD + chunks.join('');
    bench.push(DOWN, response);
    const sent = bytes(response);
    const different = [...bytes(bench.text(DOWN))].filter((value, at) => value !== sent[at]);
    expect(different).toHaveLength(1);
  });

  it('late headers hold the whole response, late content lets the head pass', async () => {
    const chunks = await compressed();
    const late = createFaultBench({ type: 'delay-response', part: 'headers', delayMs: 100 });
    const content = createFaultBench({ type: 'delay-response', part: 'body', delayMs: 100 });
    for (const bench of [late, content]) {
      bench.push(UP, GET);
      bench.push(DOWN, HEAD + chunks.join(''));
    }
    expect([late.text(DOWN), content.text(DOWN)]).toEqual(['', HEAD]);
    for (const bench of [late, content]) {
      bench.clock.advance(100);
      expect(bench.text(DOWN)).toBe(HEAD + chunks.join(''));
    }
  });
});
