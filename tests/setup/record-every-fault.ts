import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from '../../contract/faults.ts';
import type { Transport } from '../../contract/operations.ts';
import type { ClientOriginId } from '../../contract/origin.ts';
import { createClock } from '../../server/clock.ts';
import { createNodeClient } from '../../server/client/node-client.ts';
import { startTestLab } from '../support/test-lab.ts';

/*
 * Records every transport on every origin it has, and every fault: how tests/fixtures/every-fault.w101 is made. A recording
 * that is replayed in tests of pictures, so it is short: each fault works for a moment.
 */
const A_MOMENT_MS = 600;

type Trouble = readonly [fault: Fault, transport: Transport, origin: ClientOriginId, path: string];
const both = { direction: 'both' } as const;
const down = { direction: 'server-to-client' } as const;

const TROUBLES: readonly Trouble[] = [
  [{ type: 'cut' }, 'sse', 'http1', '/sse'],
  [{ type: 'freeze', ...down }, 'sse', 'http1tls', '/sse'],
  [{ type: 'delay', ...both, delayMs: 60 }, 'websocket', 'http1', '/ws?mode=feed'],
  [{ type: 'jitter', ...down, maxMs: 80, seed: 1 }, 'sse', 'http2', '/sse'],
  [{ type: 'bandwidth', ...down, bytesPerSecond: 2_000 }, 'fetch', 'http1', '/download?bytes=1500'],
  [{ type: 'slice', ...down, bytes: 7, delayMs: 2 }, 'sse', 'http1', '/sse'],
  [{ type: 'buffer', ...down, bytes: 400, maxMs: 0 }, 'sse', 'http1', '/sse'],
  [{ type: 'limit', ...down, bytes: 700 }, 'sse', 'http1', '/sse'],
  [{ type: 'idle-timeout', idleMs: 80 }, 'long-poll', 'http1', '/long-poll?after=100000'],
  [{ type: 'half-close', ...down }, 'websocket', 'http1', '/ws?mode=feed'],
  [{ type: 'refuse' }, 'poll', 'http1', '/poll'],
  [{ type: 'corrupt', ...down, byte: 40, seed: 3 }, 'fetch', 'http1', '/hello'],
  [{ type: 'strip-upgrade' }, 'websocket', 'http1', '/ws?mode=feed'],
  [{ type: 'cut-in-frame', ...down, frame: 4 }, 'websocket', 'http1', '/ws?mode=feed'],
  [{ type: 'cut-after-event', eventId: '3' }, 'sse', 'http1', '/sse?replay=1'],
  [{ type: 'delay-response', part: 'headers', delayMs: 60 }, 'poll', 'http2', '/poll'],
  [{ type: 'drop-pong', direction: 'client-to-server' }, 'websocket', 'http1', '/ws?mode=feed&ping=60'],
  [
    { type: 'withhold-window-update', direction: 'client-to-server' },
    'fetch',
    'http2',
    '/download?bytes=70000',
  ],
  [{ type: 'hold-stream', ...down, streamId: 1 }, 'sse', 'http2', '/sse'],
];

const PLAIN: readonly (readonly [Transport, ClientOriginId, string])[] = [
  ['sse', 'http1', '/sse'],
  ['sse', 'http2', '/sse'],
  ['websocket', 'http1', '/ws?mode=feed'],
  ['websocket', 'http2', '/ws?mode=feed'],
  ['poll', 'http1tls', '/poll'],
  ['long-poll', 'http2', '/long-poll'],
  ['fetch', 'http2', '/download?bytes=2000'],
  ['early-hints', 'http1', '/early-hints'],
  ['early-hints', 'http2', '/early-hints'],
  ['push', 'http2', '/push'],
];

const { positionals } = parseArgs({ allowPositionals: true });
const [file] = positionals;
if (file === undefined) throw new Error('Name the file to write.');
const testLab = await startTestLab({
  page: undefined,
  settings: { feedIntervalMs: 40, heartbeatMs: 120, retryMs: 100 },
});
const { lab } = testLab;
let op = 0;

function openClient() {
  return createNodeClient({
    origins: lab.addresses,
    ca: lab.ca,
    clock: createClock(),
    report: (event) => lab.recorder.append({ type: 'operation', t: lab.recorder.now(), ...event }),
  });
}
const address = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}op=${op}`;
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, A_MOMENT_MS));

try {
  const client = openClient();
  for (const [transport, origin, path] of PLAIN) {
    op += 1;
    client.open({ op, transport, origin, path: address(path) });
  }
  await aMoment();
  await client.closeAll();
  for (const [fault, transport, origin, path] of TROUBLES) {
    op += 1;
    const own = openClient();
    const { momentary } = FAULTS[fault.type];
    if (!momentary) lab.connections.applyOriginFault(origin, fault);
    own.open({ op, transport, origin, path: address(path) });
    if (momentary) {
      await testLab.until('an answer', ({ operations }) => operations.get(op)?.exchanges.at(0)?.respondedAt);
      lab.connections.applyOriginFault(origin, fault);
    }
    await aMoment();
    lab.connections.removeOriginFault(origin, fault.type);
    await own.closeAll();
  }
  await testLab.until('every connection is closed', ({ connections }) =>
    [...connections.values()].every(({ state }) => state === 'closed'),
  );
  await writeFile(file, Buffer.concat(lab.recorder.file()));
} finally {
  await testLab.close();
}
