import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { http2FrameAt } from '../../trace/redecode.ts';
import type { Trace } from '../../trace/trace.ts';
import { DEFAULT_TABLE_SIZE } from '../../wire/hpack/decoder.ts';
import { parseSettings } from '../../wire/http2/payload.ts';
import {
  byFlow,
  captureLoopback,
  readPackets,
  whyNoCapture,
  type Packet,
} from '../support/loopback-capture.ts';
import { startTestLab, type TestLab } from '../support/test-lab.ts';
import { headerLine, http1Lines, http2Line, seenInTrace, webSocketLine } from './seen.ts';
import { CLIENTS, type Client } from './traffic.ts';

/*
 * The same traffic, seen twice: by the tap, and by tshark on the loopback interface, decrypted with the key log. Whatever
 * programs are installed make the traffic; what tshark and this project say of it must be the same, line by line.
 */
const why = await whyNoCapture();
if (why !== undefined) console.warn(`Skipped: the comparison of captures with tshark (${why}).`);
const clients: Client[] = [];
for (const client of CLIENTS) {
  if (await client.isThere()) clients.push(client);
  else console.warn(`Skipped: the traffic of ${client.name} in captures (it is not installed).`);
}

/** SETTINGS_HEADER_TABLE_SIZE. */
const HEADER_TABLE_SIZE = 1;

describe.skipIf(why !== undefined)(`traffic of ${clients.map(({ name }) => name).join(', ')}`, () => {
  let lab: TestLab;
  let folder: string;
  let file: string;
  const read = (filter: string, fields: readonly string[]): Promise<Packet[]> =>
    readPackets(lab, folder, file, filter, fields);
  const countOf = (lines: Readonly<Record<string, readonly string[]>>): number =>
    Object.values(lines).flat().length;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wire101-tshark-'));
    lab = await startTestLab({ page: undefined, settings: { feedIntervalMs: 50 } });
    file = await captureLoopback(lab, folder, async () => {
      for (const client of clients) await client.run(lab);
      await lab.until('every connection is closed', ({ connections }) =>
        [...connections.values()].every(({ state }) => state === 'closed'),
      );
    });
    await lab.until('the last request is closed', ({ connections }) =>
      [...connections.values()].every(({ state }) => state === 'closed'),
    );
  }, 180_000);
  afterAll(async () => {
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('has the same start-lines and header fields in HTTP/1.1', async () => {
    const fields = ['http.request.line', 'http.response.line'];
    const starts = [
      'http.request.method',
      'http.request.uri',
      'http.request.version',
      'http.response.version',
      'http.response.code',
      'http.response.phrase',
    ];
    const packets = await read('http.request or http.response', [...starts, ...fields]);
    const theirs = byFlow(packets, ({ values }) => {
      const [methods = [], uris = [], versions = [], ofResponse = [], codes = [], phrases = []] = starts.map(
        (name) => values[name],
      );
      const heads = [
        ...methods.map((method, at) => `${method} ${uris[at]} ${versions[at]}`),
        ...codes.map((code, at) => `${ofResponse[at]} ${code} ${phrases[at] ?? ''}`),
      ];
      const lines = fields
        .flatMap((name) => values[name] ?? [])
        .map((line) => line.replace(/\\r\\n$|\r\n$/, ''));
      return [...heads, ...lines];
    });
    /* A packet may have several heads: start-lines and fields are compared in their own order, without the other. */
    const sorted = (lines: Readonly<Record<string, string[]>>) =>
      Object.fromEntries(Object.entries(lines).map(([flow, list]) => [flow, list.toSorted()]));
    const ours = seenInTrace(lab.trace, (row) => http1Lines(lab.trace, row));
    expect(countOf(ours)).toBeGreaterThan(200);
    expect(sorted(theirs)).toEqual(sorted(ours));
  });

  test('has the same frames in a WebSocket over HTTP/1.1', async () => {
    const names = ['opcode', 'fin', 'mask', 'payload_length', 'masking_key'].map(
      (name) => `websocket.${name}`,
    );
    const packets = await read('websocket', [
      ...names,
      'websocket.payload_length_ext_16',
      'websocket.payload_length_ext_64',
    ]);
    const theirs = byFlow(packets, ({ values }) => {
      const [opcodes = [], fins = [], masks = [], lengths = [], keys = []] = names.map(
        (name) => values[name],
      );
      const long = [
        ...(values['websocket.payload_length_ext_16'] ?? []),
        ...(values['websocket.payload_length_ext_64'] ?? []),
      ];
      let key = 0;
      let extended = 0;
      return opcodes.map((opcode, at) => {
        const masked = isSet(masks[at]);
        const short = Number(lengths[at]);
        const length = short >= 126 ? Number(long[extended++]) : short;
        return `${opcode} ${isSet(fins[at])} ${masked} ${length} ${masked ? plainHex(keys[key++]) : ''}`.trim();
      });
    });
    const ours = seenInTrace(lab.trace, (row) => webSocketLine(lab.trace, row));
    expect(countOf(ours)).toBeGreaterThan(20);
    expect(theirs).toEqual(ours);
  });

  test('has the same frames in HTTP/2', async () => {
    const packets = await read('http2', ['http2.type', 'http2.streamid', 'http2.flags', 'http2.length']);
    const theirs = byFlow(packets, ({ values }) => {
      const [types = [], streams = [], flags = [], lengths = []] = Object.values(values);
      /* The connection preface has a stream entry but no type; it comes first. */
      const shift = streams.length - types.length;
      return types.map((type, at) =>
        [Number(type), Number(streams[at + shift]), Number(flags[at]), Number(lengths[at])].join(' '),
      );
    });
    const ours = seenInTrace(lab.trace, (row) => http2Line(lab.trace, row));
    expect(countOf(ours)).toBeGreaterThan(200);
    /* A browser opens connections ahead and drops them without a word: what the server wrote then may never have left it. */
    const ofSpeakers = (lines: Readonly<Record<string, readonly string[]>>) =>
      Object.fromEntries(
        Object.entries(lines).filter(([flow]) => `${flow.split(' ', 1)[0]} client-to-server` in ours),
      );
    expect(ofSpeakers(theirs)).toEqual(ofSpeakers(ours));
  });

  test('has the same header fields in HTTP/2, decompressed', async () => {
    const packets = await read('http2.header', ['http2.header.name', 'http2.header.value']);
    const theirs = byFlow(packets, ({ values }) => {
      const [names = [], found = []] = Object.values(values);
      return names.map((name, at) => headerLine({ name, value: found[at] ?? '' }));
    });
    const { trace } = lab;
    const ours = seenInTrace(trace, (row) => trace.headerBlocks.get(row)?.fields.map(headerLine) ?? []);
    expect(countOf(ours)).toBeGreaterThan(500);
    /* docs/decisions/0007: tshark gives up on what is encoded for a table of less than 4,096 bytes. */
    for (const flow of flowsWithSmallTable(trace)) {
      expect(ours[flow]).toContain(':status: 200');
      delete ours[flow];
      delete theirs[flow];
    }
    expect(theirs).toEqual(ours);
  });

  test('is without fault: nothing that a client or the lab sends is called an error', () => {
    const { trace } = lab;
    const errors = [...trace.diagnostics].flatMap(([row, found]) =>
      found
        .filter(({ severity }) => severity === 'error')
        .map(({ code }) => `${trace.frames.type(row)} ${code}`),
    );
    expect(errors).toEqual([]);
  });
});

const isSet = (flag: string | undefined): boolean => flag === '1' || flag === 'True';
const plainHex = (key: string | undefined): string => (key ?? '').replace(/^0x/, '').replaceAll(':', '');

/** The flows to clients that announced a header table smaller than the one everybody starts with (RFC 9113 §6.5.2). */
function flowsWithSmallTable(trace: Trace): string[] {
  const hasSmallTable = (conn: number): boolean =>
    [...trace.outerFrames(conn, 'client-to-server')].some(
      (row) =>
        trace.frames.type(row) === 'SETTINGS' &&
        parseSettings(http2FrameAt(trace, row).payload).some(
          ({ id, value }) => id === HEADER_TABLE_SIZE && value < DEFAULT_TABLE_SIZE,
        ),
    );
  return [...trace.connections.values()]
    .filter(({ id, protocol }) => protocol === 'http2' && hasSmallTable(id))
    .map(({ clientPort }) => `${clientPort} server-to-client`);
}
