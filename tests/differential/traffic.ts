import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { createClock } from '../../server/clock.ts';
import { createNodeClient } from '../../server/client/node-client.ts';
import { findBrowser, findProgram, launchBrowser } from '../setup/browser.ts';
import { findFirefox, launchFirefox } from '../setup/firefox.ts';
import type { TestLab } from '../support/test-lab.ts';

const run = promisify(execFile);
const LIMIT = { timeout: 40_000 };

/** A program that talks to the lab. Resolves when it has closed its connections, or will send nothing more. */
export interface Client {
  readonly name: string;
  readonly isThere: () => Promise<boolean>;
  run(lab: TestLab): Promise<void>;
}

const installed = (program: string) => async (): Promise<boolean> =>
  (await findProgram(program)) !== undefined;

/** Runs in a page of the origin under test: requests, an event stream, and a WebSocket that echoes. */
const PAGE_SCRIPT = `(async () => {
  for (const path of ['/hello', '/poll?after=0', '/status/404', '/hello?name=caf%C3%A9']) await (await fetch(path)).text();
  const body = JSON.stringify({ data: 'from a page' });
  await (await fetch('/publish', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).text();
  const source = new EventSource('/sse');
  await new Promise((resolve, reject) => { source.onmessage = resolve; source.onerror = reject; });
  source.close();
  const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws?mode=echo');
  const next = (type) => new Promise((resolve, reject) => {
    socket.addEventListener(type, resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  await next('open');
  for (const message of ['Hello', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(2000), new Uint8Array([0, 1, 254, 255])]) {
    const answer = next('message');
    socket.send(message);
    await answer;
  }
  const closed = next('close');
  socket.close(1000, 'done');
  await closed;
})()`;

async function curl({ lab }: TestLab): Promise<void> {
  const { http1, http2 } = lab.addresses;
  const json = ['-H', 'Content-Type: application/json', '-d', '{"data":"from curl"}'];
  for (const [origin, options] of [
    [http1, ['-s']],
    [http2, ['-sk', '--http2']],
  ] as const) {
    await run('curl', [...options, `${origin}/hello`, `${origin}/poll?after=0`, `${origin}/nowhere`], LIMIT);
    await run('curl', [...options, ...json, `${origin}/publish`], LIMIT);
    await run('curl', [...options, '-I', '--cookie', 'seen=1; theme=dark', `${origin}/hello`], LIMIT);
    await run('curl', [...options, `${origin}/early-hints`], LIMIT);
  }
}

async function nghttp({ lab }: TestLab): Promise<void> {
  const { http2 } = lab.addresses;
  await run('nghttp', ['-n', `${http2}/push`, `${http2}/assets/hints.css`, `${http2}/hello`], LIMIT);
  await run('nghttp', ['-n', '--continuation', `${http2}/hello`], LIMIT);
  await run(
    'nghttp',
    ['-n', '--padding=20', '--header-table-size=100', `${http2}/hello`, `${http2}/poll`],
    LIMIT,
  );
}

async function h2load({ lab }: TestLab): Promise<void> {
  const { http1, http2 } = lab.addresses;
  await run('h2load', ['-n', '60', '-c', '2', '-m', '10', `${http2}/hello`], LIMIT);
  await run('h2load', ['--h1', '-n', '12', '-c', '2', `${http1}/hello`], LIMIT);
}

/** Fragments, pings and compression, which pages cannot send. */
async function ws({ lab }: TestLab): Promise<void> {
  for (const deflate of [false, true]) {
    const query = `mode=echo&deflate=${deflate ? 'on' : 'off'}`;
    const socket = new WebSocket(`${lab.addresses.http1.replace('http', 'ws')}/ws?${query}`, {
      perMessageDeflate: deflate && { threshold: 0 },
    });
    await once(socket, 'open');
    socket.send('frag', { fin: false });
    socket.send('ment', { fin: true });
    await once(socket, 'message');
    for (const size of [0, 125, 126, 4_000]) {
      socket.send('a'.repeat(size));
      await once(socket, 'message');
    }
    socket.ping('are you there');
    await once(socket, 'pong');
    socket.close(4001, 'done');
    await once(socket, 'close');
  }
}

/** The lab's own client: an event stream, and an answer that the server pushes. */
async function nodeClient(testLab: TestLab): Promise<void> {
  const { lab } = testLab;
  const client = createNodeClient({
    origins: lab.addresses,
    ca: lab.ca,
    clock: createClock(),
    report: () => undefined,
  });
  client.open({ op: 901, transport: 'sse', origin: 'http2', path: '/sse?op=901' });
  client.open({ op: 902, transport: 'push', origin: 'http2', path: '/push?op=902' });
  await testLab.until('five events and a pushed answer', (trace) => {
    const events = trace.operations.get(901)?.exchanges[0]?.messages['server-to-client'] ?? 0;
    return events >= 5 && trace.exchanges.some(({ pushed, endedAt }) => pushed && endedAt !== undefined);
  });
  await client.closeAll();
}

async function chromium({ lab }: TestLab): Promise<void> {
  const context = await launchBrowser({ spki: lab.spkiHash });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    for (const origin of [lab.addresses.http1, lab.addresses.http2]) {
      await page.goto(`${origin}/hello`);
      await page.evaluate(PAGE_SCRIPT);
    }
  } finally {
    await context.close();
  }
}

async function firefox({ lab }: TestLab): Promise<void> {
  const browser = await launchFirefox();
  try {
    for (const origin of [lab.addresses.http1, lab.addresses.http2]) {
      await browser.open(`${origin}/hello`);
      await browser.evaluate(PAGE_SCRIPT);
    }
  } finally {
    await browser.close();
  }
}

export const CLIENTS: readonly Client[] = [
  { name: 'curl', isThere: installed('curl'), run: curl },
  { name: 'nghttp', isThere: installed('nghttp'), run: nghttp },
  { name: 'h2load', isThere: installed('h2load'), run: h2load },
  { name: 'ws', isThere: () => Promise.resolve(true), run: ws },
  { name: 'the Node client', isThere: () => Promise.resolve(true), run: nodeClient },
  { name: 'Chromium', isThere: async () => (await findBrowser()) !== undefined, run: chromium },
  { name: 'Firefox', isThere: async () => (await findFirefox()) !== undefined, run: firefox },
];
