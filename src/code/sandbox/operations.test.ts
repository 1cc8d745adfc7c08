import { beforeEach, expect, test } from 'vitest';
import type { CodeReport } from '../messages.ts';
import { MOST_OPEN, OperationTracker } from './operations.ts';

let reports: CodeReport[];
let asked: number;
let idle: number;
let tracker: OperationTracker;

beforeEach(() => {
  reports = [];
  asked = idle = 0;
  tracker = new OperationTracker({
    lab: { http1: 'http://localhost:5101', http2: 'https://localhost:5102' },
    numbers: Array.from({ length: 12 }, (_, i) => i + 7),
    report: (report) => reports.push(report),
    wantNumbers: () => (asked += 1),
    becameIdle: () => (idle += 1),
    now: () => 5,
  });
});
const begin = (address: string, close = () => {}) => tracker.begin('fetch', address, close);

test('gives what goes to the lab a number, and tells of it as opened by code', () => {
  expect(begin('https://localhost:5102/sse?topic=a').url).toBe('https://localhost:5102/sse?topic=a&op=7');
  expect(reports).toEqual([
    {
      at: 5,
      event: {
        ...{ op: 7, event: 'issued', client: 'browser', transport: 'fetch', origin: 'http2', code: true },
        url: 'https://localhost:5102/sse?topic=a&op=7',
      },
    },
  ]);
});

test('knows a WebSocket by its address', () => {
  expect(begin('wss://localhost:5102/ws').url).toBe('wss://localhost:5102/ws?op=7');
});

test('leaves other addresses alone', () => {
  expect(begin('http://localhost:5100/api/lab').url).toBe('http://localhost:5100/api/lab');
  expect(reports).toEqual([]);
});

test('asks once for more numbers before they run out', () => {
  for (let n = 0; n < 5; n += 1) begin('http://localhost:5101/');
  expect(asked).toBe(1);
  tracker.addNumbers([100]);
  for (let n = 0; n < 8; n += 1) begin('http://localhost:5101/');
  expect(asked).toBe(2);
  expect(reports.at(-1)?.event.op).toBe(100);
});

test('tells the end once, and when nothing is open any more', () => {
  const one = begin('http://localhost:5101/');
  const other = begin('http://localhost:5101/');
  one.tell('closed');
  one.tell('closed');
  one.tell('error');
  expect(idle).toBe(0);
  other.tell('closed');
  expect(idle).toBe(1);
  expect(reports.map(({ event }) => event.event)).toEqual(['issued', 'issued', 'closed', 'closed']);
});

test('lets only so many be open', () => {
  for (let n = 0; n < MOST_OPEN; n += 1) begin('http://localhost:5101/');
  expect(() => begin('http://localhost:5101/')).toThrow('Close some first.');
});

test('closes the one that is meant', () => {
  const closed: string[] = [];
  begin('http://localhost:5101/a', () => closed.push('a'));
  begin('http://localhost:5101/b', () => closed.push('b'));
  tracker.close(8);
  expect(closed).toEqual(['b']);
});
