import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeRecords } from '../../contract/codec.ts';
import type { Direction } from '../../contract/direction.ts';
import type { LabOriginId } from '../../contract/origin.ts';
import type { CaptureRecord, RecordOf } from '../../contract/records.ts';
import { loadCertificates } from '../certificates/certificates.ts';
import type { Endpoints } from '../context.ts';
import { createLab, type Lab, type LabOptions } from '../lab.ts';

export interface TestLab extends Lab {
  /** Everything recorded so far. */
  records(): CaptureRecord[];
  /** The first record, of now or later, that `matches`. */
  record<T extends CaptureRecord['type']>(
    type: T,
    matches?: (record: RecordOf<T>) => boolean,
  ): Promise<RecordOf<T>>;
  /** All bytes of one direction of a connection so far. */
  bytes(conn: number, direction: Direction): Buffer;
  /** The port of an origin. */
  port(origin: LabOriginId): number;
}

let dataFolder: Promise<string> | undefined;

/** A folder with certificates, shared by the tests of one file. */
export function testDataFolder(): Promise<string> {
  return (dataFolder ??= (async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'wire101-'));
    await loadCertificates(folder);
    return folder;
  })());
}

export async function removeTestDataFolder(): Promise<void> {
  if (dataFolder !== undefined) await rm(await dataFolder, { recursive: true, force: true });
}

/** A lab on free ports, without a feed of its own. */
export async function startTestLab(options: Partial<LabOptions> = {}): Promise<TestLab> {
  const lab = await createLab({ basePort: 0, dataFolder: await testDataFolder(), feed: false, ...options });
  const records = (): CaptureRecord[] => lab.recorder.snapshot().flatMap((part) => [...decodeRecords(part)]);
  return Object.assign(lab, {
    records,
    record<T extends CaptureRecord['type']>(type: T, matches: (record: RecordOf<T>) => boolean = () => true) {
      const isIt = (record: CaptureRecord): record is RecordOf<T> =>
        record.type === type && matches(record as RecordOf<T>);
      return new Promise<RecordOf<T>>((resolve) => {
        const look = (some: readonly CaptureRecord[]): boolean => {
          const found = some.find(isIt);
          if (found !== undefined) resolve(found);
          return found !== undefined;
        };
        if (look(records())) return;
        const cancel = lab.recorder.subscribe({
          batch(batch) {
            if (look([...decodeRecords(batch)])) cancel();
          },
        });
      });
    },
    bytes: (conn: number, direction: Direction) =>
      Buffer.concat(
        records().flatMap((record) =>
          record.type === 'chunk' && record.conn === conn && record.direction === direction
            ? [record.bytes]
            : [],
        ),
      ),
    port: (origin: LabOriginId) => Number(new URL(lab.addresses[origin]).port),
  });
}

/** Endpoints that do what a test says, and nothing where it says nothing. */
export function stubEndpoints(stub: Partial<Endpoints>): () => Endpoints {
  return () => ({
    http1: (_request, response) => response.end('ok'),
    http2: (_request, response) => response.end('ok'),
    onUpgrade: (_request, socket) => socket.destroy(),
    onConnect: (_request, response) => response.end(),
    close: () => Promise.resolve(),
    ...stub,
  });
}
