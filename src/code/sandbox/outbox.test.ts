import { beforeEach, expect, test } from 'vitest';
import type { FromCode } from '../messages.ts';
import { Outbox } from './outbox.ts';

type Batch = Extract<FromCode, { type: 'batch' }>;
let sent: Batch[];
let now: number;
let waiting: (() => void)[];
let outbox: Outbox;

beforeEach(() => {
  sent = [];
  now = 0;
  waiting = [];
  outbox = new Outbox({
    send: (message) => sent.push(message as Batch),
    now: () => now,
    after: (_delayMs, task) => waiting.push(task),
  });
});

const say = (text: string): void => outbox.say({ level: 'log', text });

test('sends the first line at once, and what follows together', () => {
  say('a');
  say('b');
  say('c');
  expect(sent.map(({ entries }) => entries.map(({ text }) => text))).toEqual([['a']]);
  waiting.forEach((task) => task());
  expect(sent[1]?.entries.map(({ text }) => text)).toEqual(['b', 'c']);
});

test('keeps its pace in a loop that lets no timer run', () => {
  for (let n = 0; n < 100_000; n += 1) {
    now += 0.01;
    say(`line ${n}`);
  }
  expect(sent.length).toBeLessThanOrEqual(11);
  expect(Math.max(...sent.map(({ entries }) => entries.length))).toBeLessThanOrEqual(60);
  outbox.flush();
  const told = sent.reduce((sum, { entries, left }) => sum + entries.length + left.entries, 0);
  expect(told).toBe(100_000);
});

test('counts a line that is said again', () => {
  say('first');
  for (let n = 0; n < 5; n += 1) say('again');
  outbox.flush();
  expect(sent[1]?.entries).toEqual([{ level: 'log', text: 'again', count: 5 }]);
});

test('bounds the reports of connections and counts those that are too many', () => {
  say('first');
  const event = { op: 1, event: 'message', client: 'browser' } as const;
  for (let n = 0; n < 1_500; n += 1) outbox.report({ event, at: n });
  outbox.flush();
  expect(sent[1]?.reports.length).toBe(1_000);
  expect(sent[1]?.left.reports).toBe(500);
});

test('sends nothing when there is nothing', () => {
  outbox.flush();
  expect(sent).toEqual([]);
});
