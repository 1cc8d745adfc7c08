import { figure, type Area } from '../figure.ts';
import { runTool } from '../support/tools.ts';
import { startTwins, type Twins } from '../support/twins.ts';

const RUNS = 5;
const SECONDS = 2;
const CONNECTIONS = 16;
const HTTP2_REQUESTS = 20_000;

function read(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`No rate in what the load generator printed:\n${output}`);
  return Number(found);
}

/** Requests a second as wrk counts them. */
async function wrk(origin: string): Promise<number> {
  const out = await runTool('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, `${origin}/hello`], 'wrk');
  return read(out, /Requests\/sec:\s+([\d.]+)/);
}

/** Requests a second as h2load counts them, ten at a time on each connection. */
async function h2load(origin: string): Promise<number> {
  const args = ['-n', String(HTTP2_REQUESTS), '-c', String(CONNECTIONS), '-m', '10', `${origin}/hello`];
  const out = await runTool('h2load', args, 'nghttp2-client');
  if (!out.includes(`${HTTP2_REQUESTS} succeeded`)) throw new Error(`Not every request succeeded:\n${out}`);
  return read(out, /finished in [\d.]+m?s, ([\d.]+) req\/s/);
}

async function compare(load: (origin: string) => Promise<number>, protocol: keyof Twins['bare']) {
  const twins = await startTwins();
  try {
    const tapped: number[] = [];
    const bare: number[] = [];
    /* One run of each that is not counted: code that has not run before is slow. */
    await load(twins.bare[protocol]);
    await load(twins.tapped[protocol]);
    for (let run = 0; run < RUNS; run++) {
      bare.push(await load(twins.bare[protocol]));
      tapped.push(await load(twins.tapped[protocol]));
    }
    return figure('requests/s', tapped, { name: 'without the tap', values: bare });
  } finally {
    await twins.close();
  }
}

/** What the recorder costs: the same endpoint with and without the tap. */
export const tapHttp1: Area = {
  names: ['tap.http1'],
  async measure() {
    return { 'tap.http1': await compare(wrk, 'http1') };
  },
};

export const tapHttp2: Area = {
  names: ['tap.http2'],
  async measure() {
    return { 'tap.http2': await compare(h2load, 'http2') };
  },
};
