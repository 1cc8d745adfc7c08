import { explainFrame } from '../../trace/explain.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import type { Trace } from '../../trace/trace.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import { encodeData, encodeHeaders, encodeSettings } from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { encodeText } from '../../wire/websocket/encode.ts';
import { figure, type Area, type Figure } from '../figure.ts';

const RUNS = 7;
const FRAMES = 2_000;
const EXCHANGES = 100;

const REQUEST = {
  ':method': 'GET',
  ':scheme': 'https',
  ':authority': 'localhost:5102',
  ':path': '/sse?op=1',
  accept: 'text/event-stream',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-US,en;q=0.9',
  'cache-control': 'no-cache',
  cookie: 'session=4c1a7f0e9b2d; theme=dark',
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
};
const RESPONSE = { ':status': '200', 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
const EVENT = 'id: 21\nevent: tick\ndata: {"n":21,"at":"2026-11-21T07:49:00.000Z"}\n\n';

const list = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields).map(([name, value]) => ({ name, value }));
const head = (start: string, fields: Readonly<Record<string, string>>): string =>
  `${start}\r\n${list(fields)
    .filter(({ name }) => !name.startsWith(':'))
    .map(({ name, value }) => `${name}: ${value}\r\n`)
    .join('')}`;

/** Connections on which event streams are opened as a browser does: the first head of each is the longest there is. */
function http2Trace(): Trace {
  const builder = new RecordBuilder();
  for (let conn = 1; conn <= EXCHANGES; conn++) {
    const fields = { request: createHpackEncoder(), response: createHpackEncoder() };
    builder
      .open(conn, 'http2')
      .client(conn, CONNECTION_PREFACE)
      .client(conn, encodeSettings([{ id: 3, value: 100 }]));
    builder.client(conn, encodeHeaders(1, fields.request.encode(list(REQUEST)), { endStream: true }));
    builder.server(conn, encodeHeaders(1, fields.response.encode(list(RESPONSE))));
    builder.server(conn, encodeData(1, encodeUtf8(EVENT)));
  }
  return builder.trace();
}

function http1Trace(): Trace {
  const builder = new RecordBuilder();
  for (let conn = 1; conn <= EXCHANGES; conn++) {
    builder
      .open(conn)
      .client(conn, `${head('GET /sse HTTP/1.1', { host: 'localhost:5101', ...REQUEST })}\r\n`);
    builder.server(conn, `${head('HTTP/1.1 200 OK', RESPONSE)}transfer-encoding: chunked\r\n\r\n`);
    builder.server(conn, `${EVENT.length.toString(16)}\r\n${EVENT}\r\n`);
  }
  return builder.trace();
}

function webSocketTrace(): Trace {
  const upgrade = 'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const builder = new RecordBuilder().open(1).client(1, upgrade);
  builder.server(1, 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  for (let n = 0; n < EXCHANGES; n++) builder.client(1, encodeText(`{"n":${n},"text":"hello"}`, 0x37fa213d));
  return builder.trace();
}

function measureLayer(trace: Trace, layer: string): Figure {
  const { frames } = trace;
  const rows = Array.from({ length: frames.length }, (_, row) => row).filter(
    (row) => frames.layer(row) === layer,
  );
  const once = (): number => {
    const start = performance.now();
    for (let count = 0; count < FRAMES; count++) explainFrame(trace, rows[count % rows.length] as number);
    return (performance.now() - start) / FRAMES;
  };
  once();
  return figure('ms/frame', Array.from({ length: RUNS }, once));
}

/** How long it takes to say everything about one frame, down to bits, as the inspector asks for it. */
export const explain: Area = {
  names: ['explain.http1', 'explain.http2', 'explain.websocket', 'explain.sse'],
  measure() {
    const http1 = http1Trace();
    return Promise.resolve({
      'explain.http1': measureLayer(http1, 'http1'),
      'explain.http2': measureLayer(http2Trace(), 'http2'),
      'explain.websocket': measureLayer(webSocketTrace(), 'websocket'),
      'explain.sse': measureLayer(http1, 'sse'),
    });
  },
};
