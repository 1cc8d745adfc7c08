import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { createClock } from '../../server/clock.ts';
import { createNodeClient } from '../../server/client/node-client.ts';
import type { TestLab } from './test-lab.ts';

const run = promisify(execFile);
const LIMIT = { timeout: 20_000 };
const EVENTS = 3;

/** Short exchanges of curl: a kept connection, a body in each direction, an interim response, an error. */
async function curl({ lab }: TestLab): Promise<void> {
  const { http1, http2, http1tls } = lab.addresses;
  const json = ['-H', 'Content-Type: application/json'];
  await run('curl', ['-s', `${http1}/hello?name=a%20b`, `${http1}/poll?after=0`, `${http1}/nowhere`], LIMIT);
  await run('curl', ['-s', ...json, '-d', '{"data":"from curl"}', `${http1}/publish`], LIMIT);
  await run('curl', ['-s', `${http1}/early-hints`], LIMIT);
  await run('curl', ['-sk', '--cookie', 'seen=1; theme=dark', `${http1tls}/hello`], LIMIT);
  await run('curl', ['-sk', '--http2', `${http2}/hello`, `${http2}/early-hints`], LIMIT);
  await run('curl', ['-sk', '--http2', ...json, '-d', '{"data":"over h2"}', `${http2}/publish`], LIMIT);
  await run('curl', ['-sk', '--http1.1', `${http2}/hello`], LIMIT);
}

/** A WebSocket that sends text, bytes, fragments and a ping, and reads them back. */
async function echo(address: string, perMessageDeflate: boolean): Promise<void> {
  const ws = new WebSocket(`${address.replace(/^http/, 'ws')}/ws?mode=echo`, {
    perMessageDeflate: perMessageDeflate && { threshold: 0 },
    rejectUnauthorized: false,
  });
  await once(ws, 'open');
  const sent: (string | Uint8Array)[] = ['Hello', Uint8Array.of(0, 1, 254, 255), 'long '.repeat(60)];
  for (const message of sent) {
    ws.send(message);
    await once(ws, 'message');
  }
  ws.send('frag', { fin: false });
  ws.send('ment', { fin: true });
  await once(ws, 'message');
  ws.ping('are you there');
  await once(ws, 'pong');
  ws.close(1000, 'done');
  await once(ws, 'close');
}

/** Streams of the Node client on every origin, ended after a few events; one is cut by a fault first. */
async function streams(testLab: TestLab): Promise<void> {
  const { lab, trace } = testLab;
  const client = createNodeClient({
    origins: lab.addresses,
    ca: lab.ca,
    clock: createClock(),
    report: (event) => lab.recorder.append({ type: 'operation', t: trace.lastT, ...event }),
  });
  client.open({ op: 1, transport: 'sse', origin: 'http1', path: '/sse?op=1' });
  client.open({ op: 2, transport: 'sse', origin: 'http1tls', path: '/sse?op=2' });
  client.open({ op: 3, transport: 'sse', origin: 'http2', path: '/sse?op=3' });
  client.open({ op: 4, transport: 'websocket', origin: 'http2', path: '/ws?op=4' });
  client.open({ op: 5, transport: 'push', origin: 'http2', path: '/push?op=5' });
  client.open({ op: 6, transport: 'long-poll', origin: 'http1', path: '/long-poll?op=6' });
  const connection = await testLab.until('events on every stream', ({ operations }) => {
    const all = [1, 2, 3, 4].map((op) => operations.get(op)?.exchanges.at(-1));
    const isDone = all.every((exchange) => (exchange?.messages['server-to-client'] ?? 0) >= EVENTS);
    return isDone && all[0]?.conn;
  });
  lab.connections.get(connection)?.applyFault({ type: 'cut' });
  await testLab.until('the cut stream is back', ({ operations }) => {
    const exchanges = operations.get(1)?.exchanges ?? [];
    return exchanges.length > 1 && (exchanges.at(-1)?.messages['server-to-client'] ?? 0) >= 1;
  });
  await client.closeAll();
}

/** A bit of everything, with curl and nghttp as well as clients of ours. Resolves when every connection is closed. */
export async function sampleTraffic(testLab: TestLab): Promise<void> {
  const { lab } = testLab;
  await curl(testLab);
  await run('nghttp', ['-n', `${lab.addresses.http2}/push`, `${lab.addresses.http2}/hello`], LIMIT);
  await echo(lab.addresses.http1, false);
  await echo(lab.addresses.http1, true);
  await echo(lab.addresses.http1tls, true);
  await streams(testLab);
  await testLab.until('every connection is closed', ({ connections }) =>
    [...connections.values()].every(({ state }) => state === 'closed'),
  );
}
