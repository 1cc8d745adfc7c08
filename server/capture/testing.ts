import { decodeRecords } from '../../contract/codec.ts';
import type { CaptureRecord, RecordOf } from '../../contract/records.ts';
import { DEFAULT_LAB_SETTINGS } from '../../contract/settings.ts';
import type { Clock } from '../context.ts';
import { Recorder } from './recorder.ts';

/** Time stands still; tasks run when the test says so. */
function stillClock(): Clock & { run(): void } {
  let tasks: (() => void)[] = [];
  const later = (_ms: number, task: () => void) => {
    tasks.push(task);
    return () => (tasks = tasks.filter((other) => other !== task));
  };
  return { now: () => 5, after: later, every: later, run: () => tasks.splice(0).forEach((task) => task()) };
}

const firstRecord = (): RecordOf<'lab'> => ({
  type: 'lab',
  t: 0,
  epochMs: 1,
  version: '0',
  origins: { http1: '', http2: '', http1tls: '' },
  settings: DEFAULT_LAB_SETTINGS,
});

export function setUp(maxBytes?: number) {
  const clock = stillClock();
  const recorder = new Recorder({ clock, firstRecord, ...(maxBytes === undefined ? {} : { maxBytes }) });
  const open = (conn: number) =>
    recorder.append({
      type: 'connection-opened',
      t: 1,
      conn,
      origin: 'http1',
      clientAddress: '127.0.0.1',
      clientPort: 1,
      serverAddress: '127.0.0.1',
      serverPort: 2,
    });
  const close = (conn: number) =>
    recorder.append({ type: 'connection-closed', t: 2, conn, by: 'client', how: 'fin' });
  const chunk = (conn: number, text: string) =>
    recorder.addChunk(conn, 'server-to-client', Buffer.byteLength(text)).write(text);
  const kept = () => decodeAll(recorder.snapshot());
  return { clock, recorder, open, close, chunk, kept };
}

export const decodeAll = (parts: readonly Uint8Array[]): CaptureRecord[] =>
  parts.flatMap((part) => [...decodeRecords(part)]);
export const types = (records: readonly CaptureRecord[]) =>
  records.map((record) => ('conn' in record ? `${record.type} ${record.conn}` : record.type));
