import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeRecords } from '../../contract/codec.ts';
import { createStaticPage } from '../../server/app/static.ts';
import { createLab, type Lab, type LabOptions } from '../../server/lab.ts';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';

/** Where the built page lies. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../dist/page', import.meta.url));
/** A condition that the wire has not met by then is not going to be. */
const PATIENCE_MS = 20_000;

/** A lab on free ports, and what its recorder has seen, decoded as it comes. */
export interface TestLab {
  readonly lab: Lab;
  readonly trace: Trace;
  /** Waits, record by record, until `look` finds something other than undefined or false. */
  until<T>(what: string, look: (trace: Trace) => T | undefined | false): Promise<T>;
  close(): Promise<void>;
}

/** Starts a lab with the built page and everything it needs in a folder that `close` removes. */
export async function startTestLab(options: Partial<LabOptions> = {}): Promise<TestLab> {
  const folder = await mkdtemp(join(tmpdir(), 'wire101-test-'));
  const lab = await createLab({
    basePort: 0,
    dataFolder: folder,
    page: (headers) => createStaticPage(PAGE_FOLDER, headers),
    ...options,
  });
  const trace = new Trace(decoding);
  const watchers = new Set<() => void>();
  const take = (batch: Uint8Array): void => {
    for (const record of decodeRecords(batch)) trace.apply(record);
    for (const watcher of watchers) watcher();
  };
  const stop = lab.recorder.subscribe({ batch: take });
  for (const batch of lab.recorder.snapshot()) take(batch);
  return {
    lab,
    trace,
    until(what, look) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(check);
          reject(new Error(`The wire did not show it within ${PATIENCE_MS / 1000} s: ${what}`));
        }, PATIENCE_MS);
        const check = (): void => {
          const found = look(trace);
          if (found === undefined || found === false) return;
          clearTimeout(timer);
          watchers.delete(check);
          resolve(found);
        };
        watchers.add(check);
        check();
      });
    },
    async close() {
      stop();
      await lab.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
