import { opposite, type Direction } from '../../contract/direction.ts';
import { formatBytes, formatCount, formatNumber } from '../../wire/format.ts';
import { DEFAULT_WINDOW_SIZE } from '../../wire/http2/connection/flow-control.ts';
import { STREAM_STATE_MEANINGS, type StreamState } from '../../wire/http2/stream-state.ts';
import type { Fact } from '../model.ts';
import type { Trace } from '../trace.ts';
import { headerTableAt } from './header-table.ts';
import { historyOf, type ConnectionHistory } from './history.ts';

/** A number before and after a frame. */
interface Step {
  readonly before: number;
  readonly after: number;
}

/** What an HTTP/2 frame did to its connection: what its own bytes do not say. */
export interface Http2FrameFacts {
  /** The stream it belongs to, seen from the server; undefined on stream 0. */
  readonly stream:
    { readonly id: number; readonly before: StreamState; readonly after: StreamState } | undefined;
  /** Whose DATA the windows below are for; undefined for a frame that moves none. */
  readonly windowsOf: Direction | undefined;
  readonly connectionWindow: Step | undefined;
  readonly streamWindow: Step | undefined;
  /** For an acknowledgment of SETTINGS that brings another SETTINGS_INITIAL_WINDOW_SIZE into force. */
  readonly initialWindow: Step | undefined;
}

/** What a frame did to its stream and to the windows; undefined for a row that is no HTTP/2 frame. */
export function frameFacts(trace: Trace, row: number): Http2FrameFacts | undefined {
  const { frames } = trace;
  if (frames.layer(row) !== 'http2') return undefined;
  const history = historyOf(trace, frames.conn(row));
  if (!history) return undefined;
  const id = frames.streamId(row);
  const type = frames.type(row);
  const direction = frames.direction(row);
  const moves = type === 'DATA' || type === 'WINDOW_UPDATE';
  const windowsOf = type === 'WINDOW_UPDATE' ? opposite(direction) : moves ? direction : undefined;
  const initial = history.windows[direction].initial;
  const initialWindow =
    type === 'SETTINGS' && initial.at(row) !== initial.at(row - 1)
      ? { before: initial.at(row - 1) ?? DEFAULT_WINDOW_SIZE, after: initial.at(row) ?? DEFAULT_WINDOW_SIZE }
      : undefined;
  const step = (streamId: number): Step | undefined =>
    windowsOf && {
      before: history.windows[windowsOf].after(row - 1, streamId),
      after: history.windows[windowsOf].after(row, streamId),
    };
  return {
    stream: id > 0 ? streamStep(history, row, id) : undefined,
    windowsOf,
    connectionWindow: type === 'WINDOW_UPDATE' && id !== 0 ? undefined : step(0),
    streamWindow: id > 0 && isLive(history, row, id) ? step(id) : undefined,
    initialWindow,
  };
}

function streamStep(history: ConnectionHistory, row: number, id: number) {
  return { id, before: history.stateAfter(row - 1, id), after: history.stateAfter(row, id) };
}

function isLive(history: ConnectionHistory, row: number, id: number): boolean {
  const before = history.stateAfter(row - 1, id);
  return before !== 'idle' && before !== 'closed';
}

const OWNERS = { 'client-to-server': 'client', 'server-to-client': 'server' } as const;

/** The same for people, with the dynamic table where the frame begins a header block. Empty for a row that is no HTTP/2 frame. */
export function describeFrameFacts(trace: Trace, row: number): Fact[] {
  const facts = frameFacts(trace, row);
  if (!facts) return [];
  const { stream, windowsOf, connectionWindow, streamWindow, initialWindow } = facts;
  const described: Fact[] = [];
  if (stream) described.push(describeStream(stream));
  if (windowsOf && streamWindow && stream) {
    const owner = OWNERS[windowsOf];
    described.push({
      label: `Window of stream ${stream.id}, ${owner}’s DATA`,
      value: describeStep(streamWindow),
      meaning: describeWindow(`the ${owner} may still send on this stream`, streamWindow, windowsOf),
      spec: 'RFC 9113 §6.9.1',
    });
  }
  if (windowsOf && connectionWindow) {
    const owner = OWNERS[windowsOf];
    described.push({
      label: `Window of the connection, ${owner}’s DATA`,
      value: describeStep(connectionWindow),
      meaning: describeWindow(
        `the ${owner} may still send on all streams together`,
        connectionWindow,
        windowsOf,
      ),
      spec: 'RFC 9113 §6.9.1',
    });
  }
  if (initialWindow) {
    const owner = OWNERS[trace.frames.direction(row)];
    described.push({
      label: `Initial window of streams, ${owner}’s DATA`,
      value: describeStep(initialWindow),
      meaning:
        'It binds from this acknowledgment on, and moves the windows of open streams by the difference.',
      spec: 'RFC 9113 §6.9.2',
    });
  }
  return [...described, ...describeHeaderTable(trace, row)];
}

function describeStream({
  id,
  before,
  after,
}: {
  id: number;
  before: StreamState;
  after: StreamState;
}): Fact {
  const moved = before !== after;
  return {
    label: `Stream ${id}`,
    value: moved ? `${before} → ${after}` : after,
    meaning: `${moved ? '' : 'The frame leaves its state as it is. '}${STREAM_STATE_MEANINGS[after]} Seen from the server.`,
    spec: 'RFC 9113 §5.1',
  };
}

function describeStep({ before, after }: Step): string {
  return before === after ? formatBytes(after) : `${formatNumber(before)} → ${formatBytes(after)}`;
}

function describeWindow(what: string, { after }: Step, direction: Direction): string {
  const blocked = after > 0 ? '' : ' It is empty: no DATA until the peer adds to it.';
  /* Why so: see windows.ts. */
  const belief = direction === 'server-to-client' ? 'that much or more' : 'that much or less';
  return `What ${what}.${blocked} So the server counts; the client counts ${belief} while frames are under way.`;
}

function describeHeaderTable(trace: Trace, row: number): Fact[] {
  if (!trace.headerBlocks.has(row)) return [];
  const table = headerTableAt(trace, row);
  if (!table) return [];
  const size = (entries: readonly unknown[], bytes: number): string =>
    `${formatCount(entries.length, 'entry', 'entries')}, ${formatBytes(bytes)}`;
  const before = size(table.before, table.sizeBefore);
  const after = size(table.after, table.sizeAfter);
  const evicted = table.evicted.length;
  const parts = [
    evicted > 0 ? `${formatCount(evicted, 'entry', 'entries')} had to go.` : 'Nothing had to go.',
    `It may take ${formatBytes(table.maxSize)}.`,
    table.exact ? '' : 'It may not be the sender’s table: an earlier block could not be read whole.',
  ];
  const { plainBytes, wireBytes, savedBytes } = table;
  return [
    {
      label: 'Dynamic table',
      value: before === after ? after : `${before} → ${after}`,
      meaning: parts.filter(Boolean).join(' '),
      spec: 'RFC 7541 §2.3.2',
    },
    {
      label: 'Header compression',
      value: `${formatBytes(wireBytes)} stand for ${formatNumber(plainBytes)}`,
      meaning:
        savedBytes >= 0
          ? `Names and values have ${formatBytes(plainBytes)}; the header block says them in ${formatNumber(wireBytes)}.`
          : `The header block is longer than its names and values by ${formatBytes(-savedBytes)}.`,
      spec: 'RFC 7541 §1.1',
    },
  ];
}
