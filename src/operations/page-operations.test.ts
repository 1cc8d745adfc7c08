import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ControlError, type ControlQuestion, type LabLink } from '../feed/control.ts';
import { LabClock } from '../feed/lab-clock.ts';
import type { Trust } from '../state/trust.svelte.ts';
import { PageOperations } from './page-operations.ts';

const ORIGINS = {
  http1: 'http://localhost:5101',
  http2: 'https://localhost:5102',
  http1tls: 'https://localhost:5103',
};

/** As much of an EventSource as the page uses. */
class FakeEventSource {
  static readonly CLOSED = 2;
  static made: FakeEventSource[] = [];
  readyState = 0;
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string; lastEventId: string }) => void) | undefined;
  onerror: (() => void) | undefined;
  readonly url: string;
  constructor(url: URL) {
    this.url = url.href;
    FakeEventSource.made.push(this);
  }
  close(): void {
    this.readyState = 2;
  }
}

let asked: ControlQuestion[];
let nextOp: number;
let trusted: 'trusted' | 'untrusted';
let refusal: ControlError | undefined;
let known: Map<number, { client: 'browser' | 'node'; transport: 'sse'; state: 'open' | 'closed' }>;
let operations: PageOperations;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeEventSource);
  vi.stubGlobal('reportError', (error: unknown) => {
    throw error;
  });
  FakeEventSource.made = [];
  asked = [];
  nextOp = 1;
  trusted = 'trusted';
  refusal = undefined;
  const clock = new LabClock();
  clock.add(performance.now(), 1_000, performance.now());
  const link: LabLink = {
    clock,
    ask: (question) => {
      asked.push(question);
      if (refusal) return Promise.reject(refusal);
      if (question.type !== 'reserve-operations') return Promise.resolve(undefined);
      const first = nextOp;
      nextOp += question.count;
      return Promise.resolve(first);
    },
  };
  const trust = { ensure: () => Promise.resolve(trusted), probe: () => Promise.resolve(trusted) };
  known = new Map();
  operations = new PageOperations({
    link,
    trust: trust as unknown as Trust,
    origins: () => ORIGINS,
    known: () => known,
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function reported() {
  await vi.advanceTimersByTimeAsync(25);
  return asked.flatMap((question) => (question.type === 'report-operations' ? question.events : []));
}
const openStreams = (count: number) =>
  operations.open({ client: 'browser', transport: 'sse', origin: 'http1', count });

test('each stream has a number of its own, and its address carries it', async () => {
  expect(await openStreams(2)).toEqual([1, 2]);
  expect(FakeEventSource.made.map(({ url }) => url)).toEqual([
    'http://localhost:5101/sse?op=1',
    'http://localhost:5101/sse?op=2',
  ]);
});
test('what a stream goes through is reported in lab time', async () => {
  await openStreams(1);
  await vi.advanceTimersByTimeAsync(5);
  const [source] = FakeEventSource.made as [FakeEventSource];
  source.onopen?.();
  source.onmessage?.({ data: 'hi', lastEventId: '7' });
  const events = await reported();
  expect(events.map(({ t, event, eventId }) => [Math.round(t), event, eventId])).toEqual([
    [1_000, 'issued', undefined],
    [1_005, 'opened', undefined],
    [1_005, 'message', '7'],
  ]);
});
test('a stream that drops is not over until the browser gives up', async () => {
  await openStreams(1);
  const [source] = FakeEventSource.made as [FakeEventSource];
  source.onerror?.();
  source.readyState = 2;
  source.onerror?.();
  expect((await reported()).map(({ event }) => event)).toEqual(['issued', 'error', 'error', 'closed']);
});
test('closing all closes each once', async () => {
  await openStreams(2);
  await operations.closeAll();
  await operations.closeAll();
  expect((await reported()).filter(({ event }) => event === 'closed').map(({ op }) => op)).toEqual([1, 2]);
});
test('nothing is opened at an origin this browser does not trust', async () => {
  trusted = 'untrusted';
  const opening = operations.open({ client: 'browser', transport: 'sse', origin: 'http2', count: 1 });
  await expect(opening).rejects.toThrow('does not trust');
  expect([asked, FakeEventSource.made]).toEqual([[], []]);
});
test('the Node client is asked with the path and the number', async () => {
  const [op] = await operations.open({ client: 'node', transport: 'push', origin: 'http2', count: 1 });
  expect(asked.at(-1)).toEqual({
    type: 'node-open',
    op,
    transport: 'push',
    origin: 'http2',
    path: '/push?op=1',
  });
  known.set(op as number, { client: 'node', transport: 'sse', state: 'open' });
  await operations.closeAll();
  expect(asked.at(-1)).toEqual({ type: 'node-close', op });
});
test('an operation of another page is not closed from here, and the person is told', async () => {
  known
    .set(9, { client: 'browser', transport: 'sse', state: 'open' })
    .set(8, { client: 'browser', transport: 'sse', state: 'closed' });
  await expect(operations.close(9)).rejects.toThrow('another page');
  await expect(operations.close(8)).resolves.toBeUndefined();
});
test('reports are kept while the lab is away, and told when it is back', async () => {
  await openStreams(1);
  refusal = new ControlError('lost', 'away');
  await vi.advanceTimersByTimeAsync(100);
  refusal = undefined;
  asked = [];
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await reported()).map(({ op, event }) => [op, event])).toEqual([[1, 'issued']]);
});
test('a lab that was started again learns of the streams that go on, and does not give their numbers again', async () => {
  await openStreams(3);
  await operations.close(2);
  await reported();
  asked = [];
  nextOp = 1;
  operations.meetLab();
  expect((await reported()).map(({ op, event }) => [op, event])).toEqual([
    [1, 'issued'],
    [3, 'issued'],
  ]);
  expect(await openStreams(1)).toEqual([4]);
});
test('the oldest, the newest or all of a kind are closed, and what belongs to another page is left', async () => {
  await openStreams(3);
  for (const op of [1, 2, 3]) known.set(op, { client: 'browser', transport: 'sse', state: 'open' });
  known.set(9, { client: 'browser', transport: 'sse', state: 'open' });
  const states = () => FakeEventSource.made.map(({ readyState }) => readyState);
  expect(await operations.closeSome({ which: 'newest', transport: 'sse' })).toBe(1);
  expect(states()).toEqual([0, 0, 2]);
  expect(await operations.closeSome({ which: 'all', transport: 'websocket' })).toBe(0);
  expect(await operations.closeSome({ which: 'oldest' })).toBe(1);
  expect(states()).toEqual([2, 0, 2]);
});

test('code of a lesson gets numbers of its own, and its account is passed on with the time it happened', async () => {
  const guest = { close: vi.fn(), stop: vi.fn() };
  const pass = await operations.admit(guest, []);
  const [op = 0] = await pass.numbers();
  const base = { op, client: 'browser' } as const;
  const at = performance.timeOrigin + performance.now();
  await vi.advanceTimersByTimeAsync(500);
  pass.report({ ...base, event: 'issued', transport: 'sse', origin: 'http1', code: true }, at);
  pass.report({ ...base, event: 'opened' }, at + 100);
  const events = await reported();
  expect(events.map(({ event }) => event)).toEqual(['issued', 'opened']);
  expect((events[1]?.t ?? 0) - (events[0]?.t ?? 0)).toBeCloseTo(100);

  await operations.close(op);
  expect(guest.close).toHaveBeenCalledWith(op);
  await operations.closeAll();
  expect(guest.stop).toHaveBeenCalledOnce();
});

test('what code has open is closed with it; accounts that come later, or of numbers it was not given, are dropped', async () => {
  const pass = await operations.admit({ close: () => {}, stop: () => {} }, []);
  const [first = 0, second = 0] = await pass.numbers();
  const issued = { client: 'browser', event: 'issued', transport: 'fetch', origin: 'http1' } as const;
  pass.report({ ...issued, op: first }, performance.timeOrigin);
  pass.report({ ...issued, op: 9_999 }, performance.timeOrigin);
  pass.end('the code was stopped');
  pass.report({ ...issued, op: second }, performance.timeOrigin);
  expect((await reported()).map(({ op, event, detail }) => [op, event, detail])).toEqual([
    [first, 'issued', undefined],
    [first, 'closed', 'the code was stopped'],
  ]);
});

test('numbers that code did not use go to the next code, unless others were given since', async () => {
  const guest = { close: () => {}, stop: () => {} };
  const pass = await operations.admit(guest, []);
  const numbers = await pass.numbers();
  pass.end('over');
  const next = await operations.admit(guest, []);
  expect(await next.numbers()).toEqual(numbers);
  next.end('over');
  await openStreams(1);
  expect((await (await operations.admit(guest, [])).numbers())[0]).toBe(numbers.length + 2);
});

test('code is not let in while this browser does not trust an origin that it names', async () => {
  trusted = 'untrusted';
  await expect(operations.admit({ close: () => {}, stop: () => {} }, ['http2'])).rejects.toThrow(
    'does not trust',
  );
});
