import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLab } from '../../server/lab.ts';

/* The lab of a soak, in a process of its own: what it holds is nobody else's. */
const MiB = 1024 * 1024;

export interface LabHello {
  readonly app: string;
  readonly addresses: Record<'http1' | 'http2' | 'http1tls', string>;
  readonly ca: string;
}
export interface LabMemory {
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** What is known of each connection that is open. */
  readonly connections: readonly string[];
}

const folder = await mkdtemp(join(tmpdir(), 'wire101-soak-'));
const lab = await createLab({
  basePort: 0,
  dataFolder: folder,
  // Small, so that both bounds are reached in the first minutes.
  maxRecordingBytes: 16 * MiB,
  recordFile: join(folder, 'soak.w101'),
  maxFileBytes: 8 * MiB,
  settings: { feedIntervalMs: 100 },
});

/** What is used after a garbage collection, outside the heap of JavaScript included. */
function memory(): LabMemory {
  for (let n = 0; n < 3; n++) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const connections = [...lab.connections].map(({ id, origin, raw, faults }) => {
    const { readable, writable, destroyed, bytesRead, bytesWritten } = raw;
    const types = [...faults].map(({ type }) => type);
    return `${id} ${origin} ${JSON.stringify({ readable, writable, destroyed, bytesRead, bytesWritten, types })}`;
  });
  return { heapBytes: heapUsed + external, rssBytes: rss, connections };
}

// Whoever asked for the lab is gone, in good order or not: nobody would end it.
process.once('disconnect', () => process.exit());
process.on('message', (question: 'memory' | 'close') => {
  if (question === 'memory') process.send?.(memory());
  else {
    void lab.close().then(async () => {
      await rm(folder, { recursive: true, force: true });
      process.disconnect();
    });
  }
});
const hello: LabHello = { app: lab.app, addresses: lab.addresses, ca: lab.ca };
process.send?.(hello);
