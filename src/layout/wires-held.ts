import type { FaultType } from '../../contract/faults.ts';
import type { Connection } from '../../trace/model.ts';
import { formatBytes } from './units.ts';
import type { HeldMark } from './wires-marks.ts';

/** What a fault makes a wire look like. */
export type FaultLook = 'frozen' | 'buffered' | 'slow';

/** The looks, strongest first: a wire has that of the strongest fault on it. Other faults let bytes pass as they come. */
const LOOKS: readonly (readonly [FaultLook, readonly FaultType[]])[] = [
  ['frozen', ['freeze']],
  ['buffered', ['buffer', 'hold-stream', 'withhold-window-update']],
  ['slow', ['delay', 'jitter', 'bandwidth', 'slice', 'delay-response']],
];

/** The look of a wire, or of one HTTP/2 stream in it: the fault that holds one stream leaves the others alone. */
export function faultLook({ faults }: Pick<Connection, 'faults'>, streamId?: number): FaultLook | undefined {
  const acting = faults.filter(
    (fault) => fault.type !== 'hold-stream' || streamId === undefined || fault.streamId === streamId,
  );
  return LOOKS.find(([, types]) => acting.some(({ type }) => types.includes(type)))?.[0];
}

/** Since when nothing of the client gets past the middle of the wire, and where that is; undefined when it does. */
export function clientStop(connection: Connection, x: number): { x: number; since: number } | undefined {
  const freeze = connection.faults.find((fault) => fault.type === 'freeze');
  if (freeze?.type !== 'freeze' || freeze.direction === 'server-to-client') return undefined;
  const since = connection.faultLog.findLast(({ fault, active }) => active && fault.type === 'freeze')?.t;
  return { x, since: since ?? 0 };
}

/** Ten times as many bytes are this much longer in the picture. */
const PIXELS_A_DECADE = 14;
const heapWidth = (bytes: number): number => Math.round(46 + PIXELS_A_DECADE * Math.log10(1 + bytes));

/**
 * Where faults stand on a connection, and the bytes they hold on either side: what came from the client lies at the
 * left, what came from the server at the right. Undefined without a fault, and where nothing is or can be held.
 */
export function heldMark(
  connection: Connection,
  place: Pick<HeldMark, 'x' | 'y' | 'top' | 'bottom'>,
): HeldMark | undefined {
  const { heldBytes } = connection;
  const heap = (bytes: number) =>
    bytes === 0 ? undefined : { text: formatBytes(bytes), width: heapWidth(bytes) };
  const fromClient = heap(heldBytes['client-to-server']);
  const fromServer = heap(heldBytes['server-to-client']);
  if (!fromClient && !fromServer && !faultLook(connection)) return undefined;
  return { conn: connection.id, ...place, fromClient, fromServer };
}
