import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { figure, type Area, type Figure } from '../figure.ts';
import { costOf } from '../support/processor.ts';
import { runTool } from '../support/tools.ts';
import { startTwins, type Twins } from '../support/twins.ts';

const RUNS = 5;
const SECONDS = 2;
const CONNECTIONS = 16;
const HTTP2_REQUESTS = 20_000;
const ECHOES = 1_000;
const ROUND_TRIPS = 5_000;
const ECHO_LOAD = fileURLToPath(new URL('../support/echo-load.ts', import.meta.url));

/** Has requests made, by a process of its own, and says how many were answered. */
type Load = (origin: string) => Promise<number>;

function read(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`No count in what the load generator printed:\n${output}`);
  return Number(found);
}

const wrk: Load = async (origin) => {
  const out = await runTool('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, `${origin}/hello`], 'wrk');
  return read(out, /(\d+) requests in/);
};

/** Ten at a time on each connection. */
const h2load: Load = async (origin) => {
  const args = ['-n', String(HTTP2_REQUESTS), '-c', String(CONNECTIONS), '-m', '10', `${origin}/hello`];
  const out = await runTool('h2load', args, 'nghttp2-client');
  if (!out.includes(`${HTTP2_REQUESTS} succeeded`)) throw new Error(`Not every request succeeded:\n${out}`);
  return HTTP2_REQUESTS;
};

async function echoOver(origin: string, connections: number, echoes: number): Promise<string> {
  const address = `${origin.replace('http', 'ws')}/ws?mode=echo&deflate=off`;
  const args = ['--import', 'tsx', ECHO_LOAD, address, String(connections), String(echoes)];
  return (await promisify(execFile)(process.execPath, args)).stdout;
}

const echo: Load = async (origin) => {
  await echoOver(origin, CONNECTIONS, ECHOES);
  return CONNECTIONS * ECHOES;
};

/**
 * Requests a second, and requests for each second of processor time of the serving process. Where the load generator
 * shares the processors with the server, or the machine has other work, the second says more.
 */
async function compare(
  name: string,
  load: Load,
  protocol: keyof Twins['bare'],
): Promise<Record<string, Figure>> {
  const twins = await startTwins();
  try {
    const tapped: Awaited<ReturnType<typeof costOf>>[] = [];
    const bare: typeof tapped = [];
    /* One run of each that is not counted: code that has not run before is slow. */
    await load(twins.bare[protocol]);
    await load(twins.tapped[protocol]);
    for (let run = 0; run < RUNS; run++) {
      bare.push(await costOf(() => load(twins.bare[protocol])));
      tapped.push(await costOf(() => load(twins.tapped[protocol])));
    }
    const beside = (unit: string, valueOf: (cost: (typeof bare)[number]) => number): Figure =>
      figure(unit, tapped.map(valueOf), { name: 'without the tap', values: bare.map(valueOf) });
    return {
      [name]: beside('requests/s', ({ perSecond }) => perSecond),
      [`${name}-processor`]: beside('requests/cpu-s', ({ processorUs }) => 1e6 / processorUs),
    };
  } finally {
    await twins.close();
  }
}

/** The median round trip of a WebSocket message that nothing else competes with: tapped, beside not tapped. */
async function compareRoundTrips(): Promise<Record<string, Figure>> {
  const twins = await startTwins();
  const median = async (origin: string): Promise<number> =>
    read(await echoOver(origin, 1, ROUND_TRIPS), /median ([\d.]+) us/);
  try {
    const tapped: number[] = [];
    const bare: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      bare.push(await median(twins.bare.http1));
      tapped.push(await median(twins.tapped.http1));
    }
    return { 'tap.round-trip': figure('µs', tapped, { name: 'without the tap', values: bare }) };
  } finally {
    await twins.close();
  }
}

const area = (name: string, load: Load, protocol: keyof Twins['bare']): Area => ({
  names: [name, `${name}-processor`],
  measure: () => compare(name, load, protocol),
});

/* What the recorder costs: the same endpoints with and without the tap. */
export const tapHttp1 = area('tap.http1', wrk, 'http1');
export const tapHttp2 = area('tap.http2', h2load, 'http2');
export const tapWebSocket = area('tap.websocket', echo, 'http1');
export const tapLatency: Area = { names: ['tap.round-trip'], measure: compareRoundTrips };
