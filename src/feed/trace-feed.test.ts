import { expect, test } from 'vitest';
import { encodeRecord } from '../../contract/codec.ts';
import { decoding } from '../../trace/decoding.ts';
import { RecordBuilder } from '../../trace/testing.ts';
import { relocateFrame } from './frame-name.ts';
import { TraceFeed } from './trace-feed.ts';

let now = 0;
const newFeed = (): TraceFeed => new TraceFeed(() => now, decoding);

/** A recording with `requests` exchanges, each on its own connection, 10 ms apart; as batches of one record. */
function batches(requests: number, from = 1): Uint8Array[] {
  const builder = new RecordBuilder();
  for (let conn = from; conn <= requests; conn++) {
    builder
      .at(conn * 10)
      .open(conn)
      .client(conn, 'GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n')
      .server(conn, 'HTTP/1.1 204 No Content\r\n\r\n');
  }
  return builder.records.map((record) => encodeRecord(record));
}
function feedAll(feed: TraceFeed, all: readonly Uint8Array[]): void {
  for (const batch of all) feed.push(batch);
}

test('records wait until a step takes them in', () => {
  const feed = newFeed();
  feedAll(feed, batches(1));
  expect([feed.waiting, feed.trace.frames.length]).toEqual([4, 0]);
  expect(feed.step(10)).toBe('content');
  expect([feed.waiting, feed.trace.frames.length]).toEqual([0, 2]);
  expect(feed.step(10)).toBe('nothing');
});
test('records wait for the decoders, and what was shown before them is empty, not an error', () => {
  let loaded = false;
  const feed = new TraceFeed(
    () => now,
    () => (loaded ? decoding() : undefined),
  );
  feed.replay(false);
  feedAll(feed, batches(1));
  expect(feed.step(10)).toBe('nothing');
  expect([feed.waiting, feed.trace.frames.length, feed.trace.operations.size]).toEqual([4, 0, 0]);
  loaded = true;
  expect(feed.step(10)).toBe('trace');
  expect(feed.trace.summary(0)).toBe('GET /hello');
});
test('a step ends when its time is up, and the next goes on from there', () => {
  const feed = new TraceFeed(() => now++, decoding);
  feedAll(feed, batches(100));
  feed.step(0);
  expect(feed.waiting).toBe(301 - 32);
  feed.step(1_000);
  expect(feed.waiting).toBe(0);
  now = 0;
});
test('a replay of the same recording is built out of sight and shown when it has caught up', () => {
  const feed = newFeed();
  feedAll(feed, batches(3));
  feed.step(10);
  const before = feed.trace;
  feed.replay(true);
  const all = batches(4);
  feedAll(feed, all.slice(0, 5));
  expect(feed.step(10)).toBe('nothing');
  expect(feed.trace).toBe(before);
  feedAll(feed, all.slice(5));
  expect(feed.step(10)).toBe('trace');
  expect(feed.trace.connections.size).toBe(4);
});
test('a replay whose newest records are gone is shown when the lab has been silent for a second', () => {
  const feed = newFeed();
  feedAll(feed, batches(3));
  feed.step(10);
  feed.replay(true);
  feedAll(feed, batches(2));
  feed.step(10);
  expect(feed.catchingUp).toBe(true);
  now += 1_000;
  expect(feed.step(10)).toBe('trace');
});
test('another recording is shown with its first records, and until then the old picture stays', () => {
  const feed = newFeed();
  feedAll(feed, batches(3));
  feed.step(10);
  feed.replay(false);
  now += 5_000;
  expect(feed.step(10)).toBe('nothing');
  expect(feed.trace.connections.size).toBe(3);
  feedAll(feed, batches(1));
  expect(feed.step(10)).toBe('trace');
  expect(feed.trace.connections.size).toBe(1);
});
test('a new recording drops what was shown and what waited', () => {
  const feed = newFeed();
  feedAll(feed, batches(1));
  feed.step(10);
  feedAll(feed, batches(2, 2).slice(1));
  feed.drop();
  expect([feed.waiting, feed.trace.connections.size]).toEqual([0, 0]);
});
test('a frame is found again in a trace whose older connections are gone', () => {
  const [whole, rest] = [newFeed(), newFeed()];
  feedAll(whole, batches(3));
  feedAll(rest, batches(3, 2));
  whole.step(10);
  rest.step(10);
  expect(relocateFrame(whole.trace, 5, rest.trace)).toBe(3);
  expect(relocateFrame(whole.trace, 0, rest.trace)).toBeUndefined();
  expect(relocateFrame(whole.trace, 99, rest.trace)).toBeUndefined();
});
