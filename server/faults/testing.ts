import { DIRECTIONS, type Direction } from '../../contract/direction.ts';
import type { Fault } from '../../contract/faults.ts';
import { ManualClock } from '../manual-clock.ts';
import { Line } from '../tap/line.ts';
import type { FaultyConnection } from './doing.ts';
import { doingOf } from './faults.ts';

export interface FaultBench {
  readonly clock: ManualClock;
  /** What was done to the connection: `cut`, `close fin`, `close timeout`. */
  readonly done: string[];
  /** Puts bytes (text is Latin-1), or the end, into a direction. */
  push(direction: Direction, bytes: string | Uint8Array): void;
  end(direction: Direction): void;
  /** Each item that came out of a direction so far, as Latin-1; the end is `<end>`. */
  out(direction: Direction): string[];
  /** All of them in one. */
  text(direction: Direction): string;
  heldBytes(direction: Direction): number;
  remove(): void;
}

/** The gates of one fault, on a line in each direction, under a clock that stands still. */
export function createFaultBench(
  fault: Fault,
  protocol: 'http1' | 'http2' = 'http1',
  history: { readonly direction: Direction; readonly bytes: Uint8Array }[] = [],
): FaultBench {
  const clock = new ManualClock();
  const done: string[] = [];
  const connection: FaultyConnection = {
    id: 1,
    clock,
    protocol,
    history: () => history,
    cut: () => void done.push('cut'),
    cutWhenSent: () => void done.push('cut'),
    closeWhenSent: (how) => void done.push(`close ${how}`),
    halfClose: (direction) => void done.push(`half-close ${direction}`),
  };
  const outs: Record<Direction, string[]> = { 'client-to-server': [], 'server-to-client': [] };
  const lineTo = (direction: Direction): Line =>
    new Line(
      (item) => outs[direction].push(item === 'end' ? '<end>' : item.toString('latin1')),
      () => {},
    );
  const lines = {
    'client-to-server': lineTo('client-to-server'),
    'server-to-client': lineTo('server-to-client'),
  };
  const doing = doingOf(fault);
  if (doing.kind === 'at-once') doing.run(connection, fault);
  if (doing.kind === 'gates') {
    const gates = doing.create(fault, connection);
    for (const direction of DIRECTIONS) {
      const create = gates[direction];
      if (create !== undefined) lines[direction].add('fault', create, 'last');
    }
  }
  return {
    clock,
    done,
    push: (direction, bytes) =>
      lines[direction].push(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes)),
    end: (direction) => lines[direction].push('end'),
    out: (direction) => outs[direction],
    text: (direction) => outs[direction].join(''),
    heldBytes: (direction) => lines[direction].heldBytes,
    remove() {
      for (const direction of DIRECTIONS) lines[direction].remove('fault');
    },
  };
}
