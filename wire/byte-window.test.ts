import { describe, expect, test } from 'vitest';
import { ByteWindow } from './byte-window.ts';

const unread = (window: ByteWindow): number[] => [...window.bytes.subarray(window.at, window.end)];

describe('a byte window', () => {
  test('looks at a chunk in place when nothing is left over', () => {
    const window = new ByteWindow();
    const chunk = Uint8Array.of(1, 2, 3);
    window.feed(chunk);
    expect(window.bytes).toBe(chunk);
    expect([window.unread, window.position, window.limit]).toEqual([3, 0, 3]);
  });

  test('lays a chunk behind what the last one left over, and counts on', () => {
    const window = new ByteWindow();
    window.feed(Uint8Array.of(1, 2, 3));
    window.take(2);
    window.keep();
    window.feed(Uint8Array.of(4, 5));
    expect(unread(window)).toEqual([3, 4, 5]);
    expect([window.position, window.limit]).toEqual([2, 5]);
    expect([...window.take(3)]).toEqual([3, 4, 5]);
    window.feed(Uint8Array.of(6));
    expect([window.position, window.limit]).toEqual([5, 6]);
  });

  test('keeps its leftover when the caller writes to the chunk again', () => {
    const window = new ByteWindow();
    const chunk = Uint8Array.of(1, 2, 3);
    window.feed(chunk);
    window.keep();
    chunk.fill(9);
    expect(unread(window)).toEqual([1, 2, 3]);
  });

  test('leaves views of taken bytes untouched when it copies leftovers again', () => {
    const window = new ByteWindow();
    const views: Uint8Array[] = [];
    for (let byte = 0; byte < 200; byte += 2) {
      window.feed(Uint8Array.of(byte));
      window.keep();
      window.feed(Uint8Array.of(byte + 1));
      views.push(window.take(2));
    }
    expect(views.flatMap((view) => [...view])).toEqual(Array.from({ length: 200 }, (_, byte) => byte));
  });

  test('keeps what it has while it grows', () => {
    const window = new ByteWindow();
    for (let byte = 0; byte < 2_000; byte++) {
      window.feed(Uint8Array.of(byte & 255));
      window.keep();
    }
    expect(unread(window)).toEqual(Array.from({ length: 2_000 }, (_, byte) => byte & 255));
  });

  test('finds a byte among the unread ones only, near and far', () => {
    const window = new ByteWindow();
    window.feed(Uint8Array.of(7, 1, 7, 1));
    window.take(1);
    expect([window.indexOf(7), window.indexOf(7, 2), window.indexOf(9)]).toEqual([2, -1, -1]);
    window.keep();
    window.feed(new Uint8Array(100).fill(2));
    expect(window.indexOf(0)).toBe(-1);
    window.feed(Uint8Array.of(8));
    expect(window.bytes[window.indexOf(8)]).toBe(8);
  });
});
