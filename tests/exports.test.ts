import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeRecording } from '../contract/recording-file.ts';
import { DIRECTIONS, type Direction } from '../contract/direction.ts';
import type { CaptureRecord } from '../contract/records.ts';
import { DEFAULT_LAB_SETTINGS } from '../contract/settings.ts';
import { checkHar } from '../trace/export/har-check.ts';
import { encodeHar } from '../trace/export/har.ts';
import { encodePcapng } from '../trace/export/pcapng.ts';
import { http1FrameAt, webSocketFrameAt } from '../trace/redecode.ts';
import { decoding } from '../trace/decoding.ts';
import { Trace } from '../trace/trace.ts';
import { joinBytes } from '../wire/bytes.ts';
import { createHpackEncoder } from '../wire/hpack/encode.ts';
import { encodeData, encodeHeaders, encodeSettings } from '../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../wire/http2/preface.ts';
import { encodeUtf8 } from '../wire/text.ts';
import { findProgram } from './setup/browser.ts';

const run = promisify(execFile);
const LIMIT = { timeout: 30_000, maxBuffer: 64 * 1024 * 1024 };
const FIXTURE = fileURLToPath(new URL('fixtures/recording-v1.w101', import.meta.url));
const hasTshark = (await findProgram('tshark')) !== undefined;
if (!hasTshark) console.warn('Skipped: reading exports with tshark (not installed).');

function traceOf(records: Iterable<CaptureRecord>): Trace {
  const trace = new Trace(decoding);
  for (const record of records) trace.apply(record);
  return trace;
}
const recorded = traceOf(decodeRecording(readFileSync(FIXTURE)).records);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wire101-exports-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What tshark reads in a recording's export, one list of fields a packet. */
async function tshark(
  trace: Trace,
  filter: string,
  fields: readonly string[],
  { realPorts = false, more = [] as readonly string[] } = {},
): Promise<string[][]> {
  const file = join(folder, 'export.pcapng');
  await writeFile(file, joinBytes([...encodePcapng(trace, { version: '0.0.0', realPorts })]));
  const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
  const columns = fields.flatMap((field) => ['-e', field]);
  const args = ['-r', file, ...checks, ...more, '-Y', filter, '-T', 'fields', ...columns];
  const { stdout } = await run('tshark', args, LIMIT);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

/** Lists of values by `client port` and direction. */
type ByFlow = Record<string, string[]>;
const keyOf = (clientPort: number | string, direction: Direction): string => `${clientPort} ${direction}`;

/** Puts what tshark says of each packet with its flow; the first two columns are the ports. */
function byFlow(
  rows: readonly string[][],
  serverPorts: ReadonlySet<string>,
  read: (columns: string[]) => string[],
): ByFlow {
  const flows: ByFlow = {};
  for (const [from = '', to = '', ...columns] of rows) {
    const isFromServer = serverPorts.has(from);
    const key = keyOf(isFromServer ? to : from, isFromServer ? 'server-to-client' : 'client-to-server');
    (flows[key] ??= []).push(...read(columns));
  }
  return flows;
}

/** The same of the trace: the rows that `pick` gives something for. */
function fromTrace(trace: Trace, pick: (row: number) => string | undefined): ByFlow {
  const flows: ByFlow = {};
  for (const connection of trace.connections.values()) {
    for (const direction of DIRECTIONS) {
      const rows = [...trace.framesOfConnection(connection.id)]
        .filter((row) => trace.frames.direction(row) === direction)
        .sort((a, b) => trace.frames.start(a) - trace.frames.start(b));
      const found = rows.flatMap((row) => pick(row) ?? []);
      if (found.length > 0) flows[keyOf(connection.clientPort, direction)] = found;
    }
  }
  return flows;
}

const serverPorts = new Set([
  '80',
  ...[...recorded.connections.values()].map(({ serverPort }) => String(serverPort)),
]);
const PORTS = ['tcp.srcport', 'tcp.dstport'];
const split = (text = ''): string[] => (text === '' ? [] : text.split(','));

const http2Rows = (columns: string[]): string[] => {
  const [types = [], streams = [], flags = [], lengths = []] = columns.map((column) => split(column));
  /* The connection preface has a stream, but no type. */
  const shift = streams.length - types.length;
  return types.map((type, i) => [type, streams[i + shift], Number(flags[i]), lengths[i]].join(' '));
};
const HTTP2_FIELDS = [...PORTS, 'http2.type', 'http2.streamid', 'http2.flags', 'http2.length'];

function http2FramesOf(trace: Trace): ByFlow {
  return fromTrace(trace, (row) => {
    const { frames } = trace;
    if (frames.layer(row) !== 'http2' || frames.type(row) === 'preface') return undefined;
    const [type] = trace.source(frames.source(row)).bytes(frames.start(row) + 3, frames.start(row) + 4);
    return [type, frames.streamId(row), frames.flags(row), frames.lengthOf(row)].join(' ');
  });
}

describe.skipIf(!hasTshark)('tshark reads the pcapng export of a recording', () => {
  test('with the same HTTP/2 frames, without being told where HTTP/2 is', async () => {
    const rows = await tshark(recorded, 'http2', HTTP2_FIELDS);
    const theirs = byFlow(rows, serverPorts, http2Rows);
    expect(Object.values(theirs).flat().length).toBeGreaterThan(90);
    expect(theirs).toEqual(http2FramesOf(recorded));
  });

  test('with the same HTTP/2 frames on the real ports, when it is told', async () => {
    const ports = new Set([...recorded.connections.values()].map(({ serverPort }) => serverPort));
    const more = [...ports].flatMap((port) => ['-d', `tcp.port==${port},http2`]);
    const rows = await tshark(recorded, 'http2.type', HTTP2_FIELDS, { realPorts: true, more });
    const theirs = byFlow(rows, serverPorts, http2Rows);
    const ours = http2FramesOf(recorded);
    for (const [flow, frames] of Object.entries(ours)) expect(theirs[flow], flow).toEqual(frames);
  });

  test('with the same HTTP/1.1 heads, interim responses among them', async () => {
    const fields = [
      ...PORTS,
      'http.request.method',
      'http.request.uri',
      'http.response.code',
      'http.response.phrase',
    ];
    /* Else it shows the head of an event stream only when the stream has ended. */
    const more = ['-o', 'http.desegment_body:FALSE'];
    const rows = await tshark(recorded, 'http.request || http.response', fields, { more });
    const theirs = byFlow(rows, serverPorts, ([method, target, status, phrase]) => [
      method ? `${method} ${target}` : `${status} ${phrase}`,
    ]);
    const ours = fromTrace(recorded, (row) => {
      if (recorded.frames.layer(row) !== 'http1') return undefined;
      const frame = http1FrameAt(recorded, row);
      if (frame.type === 'request') return `${frame.method} ${frame.target}`;
      return frame.type === 'response' || frame.type === 'interim'
        ? `${frame.status} ${frame.reason}`
        : undefined;
    });
    expect(Object.values(theirs).flat().length).toBeGreaterThan(25);
    expect(theirs).toEqual(ours);
  });

  test('with the same WebSocket frames over HTTP/1.1', async () => {
    const fields = ['opcode', 'fin', 'mask', 'payload_length', 'payload_length_ext_16'].map(
      (name) => `websocket.${name}`,
    );
    const rows = await tshark(recorded, 'websocket', [...PORTS, ...fields]);
    const theirs = byFlow(rows, serverPorts, (columns) => {
      const [opcodes = [], fins = [], masks = [], lengths = [], long = []] = columns.map((column) =>
        split(column),
      );
      const extended = [...long];
      return opcodes.map((opcode, i) => {
        const length = lengths[i] === '126' ? extended.shift() : lengths[i];
        return [opcode, fins[i] === '1', masks[i] === '1', length].join(' ');
      });
    });
    const ours = fromTrace(recorded, (row) => {
      const { frames } = recorded;
      if (frames.layer(row) !== 'websocket' || frames.streamId(row) >= 0) return undefined;
      const { opcode, fin, masked, length } = webSocketFrameAt(recorded, row);
      return [opcode, fin, masked, length].join(' ');
    });
    expect(Object.values(theirs).flat().length).toBeGreaterThan(30);
    expect(theirs).toEqual(ours);
  });

  test('as sound TCP: no bad checksum, nothing malformed, lost, repeated or out of order', async () => {
    const filter =
      'tcp.analysis.flags || _ws.malformed || tcp.checksum.status == 0 || ip.checksum.status == 0';
    expect(await tshark(recorded, filter, ['frame.number', '_ws.col.Info'])).toEqual([]);
    const good = await tshark(recorded, 'tcp.checksum.status == 1 && ip.checksum.status == 1', [
      'frame.number',
    ]);
    expect(good.length).toBe((await tshark(recorded, 'tcp', ['frame.number'])).length);
  });

  test('with the ends of connections as they were', async () => {
    const [reset] = [...recorded.connections.values()].filter(({ endings }) =>
      endings.some(({ how }) => how === 'reset'),
    );
    const resets = await tshark(recorded, 'tcp.flags.reset == 1', PORTS);
    expect(resets).toEqual([[String(reset?.serverPort), String(reset?.clientPort)]]);
    const finCount = [...recorded.connections.values()]
      .flatMap(({ endings }) => endings)
      .filter(({ how }) => how === 'fin').length;
    expect(await tshark(recorded, 'tcp.flags.fin == 1', PORTS)).toHaveLength(finCount);
  });

  test('over IPv4 and IPv6, with chunks of megabytes and frames that span segments', async () => {
    const large = largeRecording();
    const flags = 'tcp.analysis.flags || _ws.malformed || tcp.checksum.status == 0';
    expect(await tshark(large, flags, ['frame.number', '_ws.col.Info'])).toEqual([]);
    expect(await tshark(large, 'ipv6 && http2.type', ['ipv6.addr'])).not.toEqual([]);
    expect(byFlow(await tshark(large, 'http2', HTTP2_FIELDS), new Set(['80']), http2Rows)).toEqual(
      http2FramesOf(large),
    );
    const lengths = await tshark(large, 'http.response', ['http.file_data', 'http.content_length']);
    expect(lengths.map(([, length]) => length)).toEqual([String(BODY_BYTES)]);
    expect(lengths[0]?.[0]?.length).toBeGreaterThanOrEqual(BODY_BYTES);
  });
});

const BODY_BYTES = 1_500_000;

/** A large answer over HTTP/1.1 from an IPv4-mapped address, and many full DATA frames in one chunk over IPv6. */
function largeRecording(): Trace {
  const address = { clientAddress: '::ffff:127.0.0.1', serverAddress: '::ffff:127.0.0.1' };
  const opened = { type: 'connection-opened', t: 1, origin: 'http1' } as const;
  const chunk = (conn: number, direction: Direction, bytes: Uint8Array | string): CaptureRecord => ({
    type: 'chunk',
    t: 2,
    conn,
    direction,
    bytes: typeof bytes === 'string' ? encodeUtf8(bytes) : bytes,
  });
  const origins = {
    http1: 'http://localhost:5101',
    http2: 'https://localhost:5102',
    http1tls: 'https://localhost:5103',
  };
  const request = createHpackEncoder().encode([
    { name: ':method', value: 'GET' },
    { name: ':scheme', value: 'https' },
    { name: ':authority', value: 'localhost' },
    { name: ':path', value: '/' },
  ]);
  const response = createHpackEncoder().encode([{ name: ':status', value: '200' }]);
  const data = Array.from({ length: 40 }, (_, i) =>
    encodeData(1, new Uint8Array(16_384).fill(i), { endStream: i === 39 }),
  );
  return traceOf([
    {
      type: 'lab',
      t: 0,
      epochMs: 1_700_000_000_000,
      version: '0.0.0',
      origins,
      settings: DEFAULT_LAB_SETTINGS,
    },
    { ...opened, conn: 1, clientPort: 50_000, serverPort: 5101, ...address },
    chunk(1, 'client-to-server', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
    chunk(
      1,
      'server-to-client',
      `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${BODY_BYTES}\r\n\r\n`,
    ),
    chunk(1, 'server-to-client', new Uint8Array(BODY_BYTES).fill(0x61)),
    { ...opened, conn: 2, clientPort: 50_001, serverPort: 5101, clientAddress: '::1', serverAddress: '::1' },
    chunk(
      2,
      'client-to-server',
      joinBytes([CONNECTION_PREFACE, encodeSettings([]), encodeHeaders(1, request, { endStream: true })]),
    ),
    chunk(2, 'server-to-client', joinBytes([encodeSettings([]), encodeHeaders(1, response), ...data])),
  ]);
}

test('the HAR export of a recording keeps to the format and has every exchange', () => {
  const entries = checkHar(JSON.parse([...encodeHar(recorded, '0.0.0')].join('')));
  expect(entries).toHaveLength(recorded.exchanges.length);
  expect(entries.filter((entry) => '_webSocketMessages' in entry).length).toBeGreaterThanOrEqual(4);
  expect(entries.filter((entry) => '_eventSourceMessages' in entry).length).toBeGreaterThanOrEqual(4);
  expect(entries.filter((entry) => '_interimResponses' in entry)).toHaveLength(2);
  expect(entries.some((entry) => '_pushed' in entry)).toBe(true);
});
