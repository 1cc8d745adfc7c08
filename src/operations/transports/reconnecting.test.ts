import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pauseBefore, startReconnecting } from './reconnecting.ts';
import type { Socket, SocketEvents } from './websocket.ts';

const RECONNECT = { firstMs: 100, mostMs: 1_000, jitter: false };
let opened: SocketEvents[];
let reports: string[];
let abandoned: number;

function start(silenceMs?: number) {
  const open = (events: SocketEvents): Socket => {
    opened.push(events);
    return {
      isOpen: () => false,
      send: () => false,
      close: () => undefined,
      abandon: () => (abandoned += 1),
    };
  };
  return startReconnecting({ ...RECONNECT, silenceMs }, open, {
    report: (event, details) => reports.push(`${event}: ${details?.detail ?? ''}`),
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  reports = [];
  abandoned = 0;
});
afterEach(() => vi.useRealTimers());

test('each pause is twice as long, up to its bound', () => {
  expect([1, 2, 3, 4, 5, 9].map((n) => pauseBefore(n, RECONNECT, 0.5))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});
test('with jitter a pause is never shorter than the one before it, whatever was drawn', () => {
  const jittery = { ...RECONNECT, jitter: true };
  expect([1, 2, 3].map((n) => [pauseBefore(n, jittery, 0), pauseBefore(n, jittery, 1)])).toEqual([
    [50, 100],
    [100, 200],
    [200, 400],
  ]);
});
test('a socket that is lost is followed by another after the pause; one that opens begins the count again', () => {
  start();
  opened[0]?.ended('code 1006, not clean');
  vi.advanceTimersByTime(99);
  expect(opened).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(opened).toHaveLength(2);
  opened[1]?.opened();
  opened[1]?.ended('code 1001, clean');
  vi.advanceTimersByTime(100);
  expect(opened).toHaveLength(3);
  expect(reports).toEqual([
    'error: code 1006, not clean; attempt 1 in 100 ms',
    'error: code 1001, clean; attempt 1 in 100 ms',
  ]);
});
test('a peer that is silent for too long is left, and one that speaks is not', () => {
  start(1_000);
  opened[0]?.opened();
  vi.advanceTimersByTime(900);
  opened[0]?.heard();
  vi.advanceTimersByTime(900);
  expect(abandoned).toBe(0);
  vi.advanceTimersByTime(100);
  expect(abandoned).toBe(1);
  vi.advanceTimersByTime(100);
  expect(opened).toHaveLength(2);
});
test('closing it ends the trying', () => {
  const operation = start();
  opened[0]?.ended('code 1006, not clean');
  operation.close();
  vi.advanceTimersByTime(10_000);
  expect(opened).toHaveLength(1);
  expect(reports.at(-1)).toBe('closed: the page stopped trying');
});
