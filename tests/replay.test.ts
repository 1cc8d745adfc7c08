import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encodeRecord } from '../contract/codec.ts';
import { decodeRecording, readRecording } from '../contract/recording-file.ts';
import { FAULTS } from '../contract/faults.ts';
import { TRANSPORTS } from '../contract/operations.ts';
import type { CaptureRecord } from '../contract/records.ts';
import { TraceFeed } from '../src/feed/trace-feed.ts';
import { byteTotals } from '../src/layout/byte-account.ts';
import { hiddenThings, messageLines, networkRows } from '../src/layout/devtools.ts';
import { tlsHandshake, webSocketAttempts, webSocketHandshake } from '../src/layout/handshake.ts';
import { layoutHeaderBlocks } from '../src/layout/header-blocks.ts';
import { LadderRows } from '../src/layout/ladder.ts';
import { layoutPacking, newestMessage } from '../src/layout/packing.ts';
import { layoutPills } from '../src/layout/pills.ts';
import { invalidSteps, stateBoxes, streamsAt } from '../src/layout/streams.ts';
import { layoutStrip } from '../src/layout/strip.ts';
import { layoutTimeline } from '../src/layout/timeline.ts';
import { layoutWindows } from '../src/layout/windows.ts';
import { layoutWires } from '../src/layout/wires.ts';
import { decoding } from '../trace/decoding.ts';
import type { Trace } from '../trace/trace.ts';
import { Trace as WholeTrace } from '../trace/trace.ts';
import { joinBytes } from '../wire/bytes.ts';

/*
 * Live traffic and a recording take the same path, so they must give the same pictures. Live, pictures are laid out while
 * records come, and much is kept from one to the next; a recording is laid out when all of it is there.
 */
const FILE = new Uint8Array(readFileSync(new URL('fixtures/every-fault.w101', import.meta.url)));
const { records, error } = decodeRecording(FILE);
const WIDTH = 900;

/** Every picture of the stage at a moment, as plain values. */
function pictures(trace: Trace, now: number): Record<string, unknown> {
  const window = { from: 0, to: Math.max(1, now) };
  const connections = [...trace.connections.values()].filter(({ openedAt }) => openedAt <= now);
  const overHttp2 = connections.filter(({ protocol }) => protocol === 'http2');
  const rows = new LadderRows(trace, {
    window,
    test: undefined,
    folded: new Set(),
    allFolded: false,
    carriers: false,
    foldGaps: true,
  });
  const wires = layoutWires(trace, now, WIDTH);
  const message = newestMessage(trace, trace.frames.length);
  const exchanges = trace.exchanges.map(outline);
  return {
    wires,
    pills: layoutPills(trace, wires.lines, now),
    timeline: layoutTimeline(trace, now, window, WIDTH),
    ladder: Array.from({ length: rows.length }, (_, place) => rows.at(place)),
    packing: message === undefined ? undefined : layoutPacking(trace, message, WIDTH),
    totals: byteTotals(trace, window),
    windows: overHttp2.map((connection) => layoutWindows(trace, connection, window, WIDTH)),
    headers: overHttp2.map(({ id }) =>
      layoutHeaderBlocks(trace, id, 'server-to-client', now, undefined, WIDTH),
    ),
    streams: overHttp2.map((connection) => [
      stateBoxes(trace, connection, now),
      streamsAt(trace, connection, now),
      invalidSteps(trace, connection.id, now),
    ]),
    handshakes: connections.map((connection) => [
      tlsHandshake(trace, connection, now),
      webSocketAttempts(connection, now).map((exchange) => webSocketHandshake(exchange, now)),
    ]),
    network: networkRows(trace, window).map(({ exchange, ...row }) => [row, exchange?.id]),
    messages: trace.exchanges.map((exchange) => messageLines(trace, exchange, now)),
    hidden: hiddenThings(trace, window),
    strip: layoutStrip(trace, now, WIDTH),
    exchanges,
  };
}

const outline = ({ id, method, target, status, carries, endedAt }: Trace['exchanges'][number]) => ({
  id,
  method,
  target,
  status,
  carries,
  endedAt,
});

/** What a test compares: model objects know their trace, whose own fields need not be alike. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The recording as a page that follows the lab takes it in: batch by batch, with a picture after each. */
function live(batchRecords: number, look: (trace: Trace, now: number) => void): Trace {
  let now = 0;
  const feed = new TraceFeed(() => now, decoding);
  feed.replay(false);
  for (let at = 0; at < records.length; at += batchRecords) {
    feed.push(joinBytes(records.slice(at, at + batchRecords).map((record) => encodeRecord(record))));
    /* A clock that runs: a step ends before everything is in. */
    while (feed.waiting > 0) {
      feed.step(6);
      now += 16;
    }
    look(feed.trace, feed.trace.lastT);
  }
  return feed.trace;
}

function replayed(): Trace {
  const trace = new WholeTrace(decoding);
  for (const record of readRecording(FILE)) trace.apply(record);
  return trace;
}

describe('the stored recording', () => {
  const ofType = <T extends CaptureRecord['type']>(type: T) =>
    records.filter((record): record is Extract<CaptureRecord, { type: T }> => record.type === type);

  test('is whole, and has every transport and every fault', () => {
    expect(error).toBeUndefined();
    const transports = new Set(ofType('operation').map(({ transport }) => transport));
    for (const transport of TRANSPORTS) expect(transports, transport).toContain(transport);
    const faults = new Set(ofType('fault').map(({ fault }) => fault.type));
    for (const type of Object.keys(FAULTS)) expect(faults, type).toContain(type);
  });
});

describe('live traffic and its recording', () => {
  test('give the same pictures at the end, however the batches were cut', () => {
    const wanted = plain(pictures(replayed(), records.at(-1)?.t ?? 0));
    for (const size of [40, 10_000]) {
      const trace = live(size, (growing, now) => void pictures(growing, now));
      expect(plain(pictures(trace, trace.lastT)), `batches of ${size}`).toEqual(wanted);
    }
  });

  test('give the same pictures of every moment of the past', () => {
    const [grown, whole] = [live(50, (trace, now) => void pictures(trace, now)), replayed()];
    const last = whole.lastT;
    for (let share = 0; share <= 1; share += 0.125) {
      const now = last * share;
      expect(plain(pictures(grown, now)), `at ${now.toFixed(0)} ms`).toEqual(plain(pictures(whole, now)));
    }
  });
});
