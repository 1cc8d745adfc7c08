import { expect, test } from 'vitest';
import { encodeRecord } from '../../contract/codec.ts';
import type { CaptureRecord } from '../../contract/records.ts';
import { decoding } from '../../trace/decoding.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import { joinBytes } from '../../wire/bytes.ts';
import { RecordRing } from './record-ring.ts';
import { TraceFeed } from './trace-feed.ts';

const REQUEST = 'GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n';
const RESPONSE = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n'.concat('x'.repeat(100));
const EACH = REQUEST.length + RESPONSE.length;

/** Exchanges on connections of their own, 10 ms apart, each closed when it is over, but for the first so many. */
function exchanges(count: number, open = 0): readonly CaptureRecord[] {
  const builder = new RecordBuilder();
  for (let conn = 1; conn <= count; conn++) {
    builder
      .at(conn * 10)
      .open(conn)
      .client(conn, REQUEST)
      .server(conn, RESPONSE);
    if (conn > open) builder.close(conn, 'client', 'fin');
  }
  return builder.records;
}
const batchOf = (records: readonly CaptureRecord[]): Uint8Array =>
  joinBytes(records.map((record) => encodeRecord(record)));

function feedOf(records: readonly CaptureRecord[], maxBytes: number): TraceFeed {
  const feed = new TraceFeed(() => 0, decoding, new RecordRing(maxBytes));
  for (let at = 0; at < records.length; at += 10) {
    feed.push(batchOf(records.slice(at, at + 10)));
    for (let left = 50; left > 0; left--) feed.step(0);
  }
  return feed;
}

test('below its bound a page keeps everything', () => {
  const feed = feedOf(exchanges(10), 10 * EACH);
  expect([feed.trace.connections.size, feed.older]).toEqual([10, { frames: 0, bytes: 0 }]);
});

test('beyond it the oldest connections that are over go, and are counted exactly', () => {
  const feed = feedOf(exchanges(30), 10 * EACH);
  const kept = feed.trace.connections.size;
  const gone = 30 - kept;
  expect(kept).toBeLessThanOrEqual(10);
  expect([...feed.trace.connections.keys()]).toEqual(Array.from({ length: kept }, (_, at) => gone + at + 1));
  expect(feed.older).toEqual({ frames: gone * 3, bytes: gone * EACH });
  expect(feed.trace.dropped.bytes).toBeGreaterThan(0);
  expect(feed.trace.frames.length).toBe(kept * 3);
});

test('an open connection stays whole beyond the bound, since the rest of it could not be decoded', () => {
  const feed = feedOf(exchanges(30, 2), 10 * EACH);
  expect([...feed.trace.connections.keys()].slice(0, 2)).toEqual([1, 2]);
  expect(feed.trace.connections.get(1)?.partial).toBe(false);
});

test('open connections lose their bytes at four times the bound, and their trace says so', () => {
  const feed = feedOf(exchanges(50, 50), 10 * EACH);
  const partial = [...feed.trace.connections.values()].filter((each) => each.partial);
  expect(partial.length).toBeGreaterThan(0);
  expect(feed.trace.connections.size).toBe(50);
  expect(feed.older).toEqual({ frames: partial.length * 3, bytes: partial.length * EACH });
});

test('what comes while the smaller trace is made is in both', () => {
  const records = exchanges(30);
  const feed = new TraceFeed(() => 0, decoding, new RecordRing(10 * EACH));
  for (const record of records) {
    feed.push(batchOf([record]));
    feed.step(0);
    expect(feed.trace.lastT).toBe(record.t);
  }
});
