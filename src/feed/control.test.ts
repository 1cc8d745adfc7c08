import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_LAB_SETTINGS } from '../../contract/settings.ts';
import { reconnectDelay } from './backoff.ts';
import { ControlChannel, ControlError, type ControlState } from './control.ts';
import type { ControlSocket, FeedEnvironment } from './environment.ts';

class FakeSocket implements ControlSocket {
  binaryType: BinaryType = 'blob';
  readyState = 1;
  onopen = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly sent: { type: string; id: number }[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string; id: number });
  }
  close(): void {
    this.readyState = 3;
    this.onclose?.({} as CloseEvent);
  }
  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent);
  }
}

let sockets: FakeSocket[];
let timers: { at: number; task: () => void }[];
let now: number;
let states: ControlState[];
let heard: string[];
let channel: ControlChannel;

const environment: FeedEnvironment = {
  now: () => now,
  random: () => 0,
  connect: () => {
    const socket = new FakeSocket();
    sockets.push(socket);
    return socket;
  },
  after: (delayMs, task) => {
    const timer = { at: now + delayMs, task };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  },
};
const last = (): FakeSocket => sockets.at(-1) as FakeSocket;
function pass(ms: number): void {
  now += ms;
  const due = timers.filter((timer) => timer.at <= now);
  timers = timers.filter((timer) => timer.at > now);
  for (const { task } of due) task();
}
const hello = {
  type: 'hello',
  version: '0',
  lab: 'lab-1',
  recording: 'recording-1',
  origins: { http1: 'http://localhost:1', http2: 'https://localhost:2', http1tls: 'https://localhost:3' },
  settings: DEFAULT_LAB_SETTINGS,
};

beforeEach(() => {
  sockets = [];
  timers = [];
  now = 0;
  states = [];
  heard = [];
  channel = new ControlChannel(
    'ws://lab/control',
    {
      onState: (state) => states.push(state),
      onHello: ({ lab }) => heard.push(`hello ${lab}`),
      onTrouble: (text) => heard.push(`trouble ${text}`),
      onRecording: (recording) => heard.push(`recording ${recording}`),
      onTimers: ({ leaky, clean }) => heard.push(`timers ${leaky} ${clean}`),
      onOwnLessons: (revision) => heard.push(`own lessons ${revision}`),
      onRecords: (batch) => heard.push(`${batch.length} bytes`),
    },
    environment,
  );
  channel.connect();
});

test('the channel is open once the lab has said hello', () => {
  last().say(hello);
  expect(states.map(({ status }) => status)).toEqual(['connecting', 'open']);
  expect(heard).toEqual(['hello lab-1']);
});
test('an answer settles the request with its number', async () => {
  const answer = channel.ask({ type: 'reserve-operations', count: 2 });
  const { id } = last().sent.at(-1) as { id: number };
  last().say({ type: 'answer', id, ok: true, value: 41 });
  await expect(answer).resolves.toBe(41);
});
test('a refusal carries the words of the lab', async () => {
  const answer = channel.ask({ type: 'clear' });
  last().say({ type: 'answer', id: last().sent[0]?.id, ok: false, error: 'Not now.' });
  await expect(answer).rejects.toMatchObject({ kind: 'refused', message: 'Not now.' });
});
test('a request without an answer fails after ten seconds', async () => {
  const answer = channel.ask({ type: 'clear' });
  pass(10_000);
  await expect(answer).rejects.toThrow('has not answered');
});
test('losing the channel fails what waits for an answer, and says when it is tried again', async () => {
  last().say(hello);
  const answer = channel.ask({ type: 'clear' });
  now = 1_000;
  last().close();
  await expect(answer).rejects.toBeInstanceOf(ControlError);
  expect(states.at(-1)).toEqual({ status: 'lost', retryAt: 1_500, wasOpen: true });
});
test('the channel comes back by itself, slower each time it fails', () => {
  last().close();
  pass(499);
  expect(sockets).toHaveLength(1);
  pass(1);
  expect(sockets).toHaveLength(2);
  last().close();
  pass(999);
  expect(sockets).toHaveLength(2);
  pass(1);
  expect(sockets).toHaveLength(3);
});
test('a person can have it tried at once, and then it is not tried twice', () => {
  last().close();
  channel.connect();
  expect(sockets).toHaveLength(2);
  last().close();
  pass(500);
  expect(sockets).toHaveLength(2);
  pass(500);
  expect(sockets).toHaveLength(3);
});
test('asking while the lab is away fails at once', async () => {
  last().close();
  await expect(channel.ask({ type: 'clear' })).rejects.toMatchObject({ kind: 'lost' });
});
test('the clock is measured after hello', async () => {
  last().say(hello);
  const probe = last().sent.find(({ type }) => type === 'clock');
  now = 4;
  last().say({ type: 'answer', id: probe?.id, ok: true, value: 1_002 });
  await Promise.resolve();
  expect(channel.clock.estimate(4)).toEqual({ offsetMs: 1_000, errorMs: 2 });
});
test('a message this page does not know is passed over', () => {
  last().say({ type: 'from-the-future' });
  last().onmessage?.({ data: '{' } as MessageEvent);
  last().say(hello);
  expect(heard).toEqual(['hello lab-1']);
});
test('binary messages are batches of records', () => {
  last().onmessage?.({ data: new ArrayBuffer(3) } as MessageEvent);
  expect(heard).toEqual(['3 bytes']);
});
test('the wait before a new attempt grows to ten seconds at most', () => {
  expect([0, 1, 2, 9, 99].map((attempt) => reconnectDelay(attempt, 0))).toEqual([
    500, 1_000, 2_000, 10_000, 10_000,
  ]);
  expect(reconnectDelay(1, 1)).toBe(800);
});
