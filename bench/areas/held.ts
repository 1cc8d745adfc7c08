import { figure, type Area, type Figure } from '../figure.ts';
import { connectionLimit, HeldServer, WANTED, type ClientKind, type FanOut } from '../support/held.ts';
import type { ServerKind } from '../support/held-server.ts';

const RUNS = 3;
const EVENTS = 9;

interface Run {
  /** Memory of the process for each connection, and what of it is objects and buffers of JavaScript, in bytes. */
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly ms: number;
  /** Processor time of the server for one client of one event. */
  readonly processorUs: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function hold(server: ServerKind, kind: ClientKind, count: number): Promise<Run> {
  const held = await HeldServer.start(server);
  try {
    /* What a server needs for its first connections is not what one more needs. */
    await held.open(kind, 200);
    await held.fanOut();
    const before = await held.memory();
    await held.open(kind, count - 200);
    const after = await held.memory();
    const events: FanOut[] = [];
    for (let n = 0; n < EVENTS; n++) events.push(await held.fanOut());
    return {
      rssBytes: (after.rssBytes - before.rssBytes) / (count - 200),
      heapBytes: (after.heapBytes - before.heapBytes) / (count - 200),
      ms: median(events.map(({ ms }) => ms)),
      processorUs: median(events.map(({ processorUs }) => processorUs)) / count,
    };
  } finally {
    await held.stop();
  }
}

/** The lab beside the same handlers without the tap, and beside what others do with as many clients. */
async function measure(kind: ClientKind): Promise<Record<string, Figure>> {
  const peer = kind === 'sse' ? 'better-sse' : 'ws';
  connectionLimit();
  const runs: Record<'lab' | 'untapped' | 'peer', Run[]> = { lab: [], untapped: [], peer: [] };
  for (let run = 0; run < RUNS; run++) {
    runs.untapped.push(await hold('untapped', kind, WANTED));
    runs.lab.push(await hold('lab', kind, WANTED));
    runs.peer.push(await hold(peer, kind, WANTED));
  }
  const beside = (unit: string, other: 'untapped' | 'peer', valueOf: (run: Run) => number): Figure =>
    figure(unit, runs.lab.map(valueOf), {
      name: other === 'peer' ? `bare ${peer}` : 'without the tap',
      values: runs[other].map(valueOf),
    });
  return {
    [`held.${kind}-memory`]: beside('kB each', 'untapped', ({ rssBytes }) => rssBytes / 1e3),
    [`held.${kind}-heap`]: beside('kB each', 'untapped', ({ heapBytes }) => heapBytes / 1e3),
    [`held.${kind}-fan-out`]: beside('ms', 'peer', ({ ms }) => ms),
    [`held.${kind}-fan-out-tap`]: beside('ms', 'untapped', ({ ms }) => ms),
    [`held.${kind}-processor`]: beside('µs each', 'peer', ({ processorUs }) => processorUs),
    [`held.${kind}-processor-tap`]: beside('µs each', 'untapped', ({ processorUs }) => processorUs),
  };
}

const FIGURES = ['memory', 'heap', 'fan-out', 'fan-out-tap', 'processor', 'processor-tap'];

const area = (kind: ClientKind): Area => ({
  names: FIGURES.map((name) => `held.${kind}-${name}`),
  measure: () => measure(kind),
});

/* 10,000 connections held by a server of its own process: what each costs, and what one event to all of them takes. */
export const heldSse = area('sse');
export const heldWebSocket = area('ws');

/** Both kinds at once, as many as a process may have files open; each has to hear of an event. */
export const heldBoth: Area = {
  names: ['held.connections', 'held.both-fan-out'],
  async measure() {
    const each = Math.floor(connectionLimit() / 2);
    const held = await HeldServer.start('lab');
    try {
      await held.open('sse', each);
      await held.open('ws', each);
      const events: number[] = [];
      for (let n = 0; n < EVENTS; n++) events.push((await held.fanOut()).ms);
      return {
        'held.connections': figure('open', [2 * each], { name: 'wanted', values: [2 * WANTED] }),
        'held.both-fan-out': figure('ms', events),
      };
    } finally {
      await held.stop();
    }
  },
};
