import type { Exchange } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';
import { colourOfFrame, type Colour } from './colour.ts';
import { firstFrameAfter } from './frame-search.ts';
import type { LineMark } from './wires-marks.ts';

/** What pills are made from. */
export type PillSource = Pick<Trace, 'frames' | 'exchanges' | 'summary'>;

/** How long a frame takes from end to end of its wire in the picture, in milliseconds: slowed, to be seen. */
export const TRAVEL_MS = 900;
/** Frames of one line and direction that are closer together than this share a pill. */
const CELL_MS = 150;
/** Frames looked at for one picture, newest first; more come as marks of how many. */
const MAX_FRAMES = 4_000;
const MAX_LABEL = 14;

/** A frame, or several that came together, on its way along a line. */
export interface Pill {
  /** The first frame of those it stands for. */
  readonly frame: number;
  readonly conn: number;
  readonly line: LineMark;
  readonly fromClient: boolean;
  readonly colour: Colour;
  readonly label: string;
  readonly frames: number;
  /** When it leaves and when it arrives, in milliseconds since the recording began. */
  readonly departs: number;
  readonly arrives: number;
}

const FLAG_END_STREAM = 0x1;

/** Wrapping that would hide what it wraps: chunks and DATA around events and messages of their own. */
function isWrapping(source: PillSource, row: number): boolean {
  const exchange: Exchange | undefined = source.exchanges[source.frames.exchange(row) - 1];
  if (!exchange || exchange.carries === 'body') return false;
  const type = source.frames.type(row);
  return type === 'chunk' || (type === 'DATA' && (source.frames.flags(row) & FLAG_END_STREAM) === 0);
}

const shorten = (text: string): string =>
  text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL - 1)}…` : text;

/** What stands on a pill: `id 21`, `Hello`, `ping`, `GET`, `200`, `DATA`. */
export function pillLabel(layer: string, type: string, summary: string): string {
  const first = summary.split(' · ', 1)[0] ?? '';
  if (layer === 'sse') return shorten(type === 'event' && first.startsWith('id ') ? first : type);
  if (layer === 'websocket') {
    if (first.startsWith('"')) return shorten(first.replace(/^"|"$/g, ''));
    return shorten(type === 'close' ? first.split(' ', 2).join(' ') : type);
  }
  if (layer === 'http1' && type === 'request') return shorten(first.split(' ', 1)[0] ?? type);
  if (layer === 'http1' && (type === 'response' || type === 'interim')) {
    const status = /\d{3}/.exec(first)?.[0];
    return status ?? type;
  }
  return shorten(type);
}

/** Labels that were made are kept while they may be asked for again: a summary reads the frame's bytes. */
const MAX_KEPT_LABELS = 2_000;
const keptLabels = new WeakMap<object, Map<number, string>>();

function labelOf(source: PillSource, row: number): string {
  let labels = keptLabels.get(source.frames);
  if (!labels) {
    labels = new Map();
    keptLabels.set(source.frames, labels);
  }
  let label = labels.get(row);
  if (label === undefined) {
    if (labels.size >= MAX_KEPT_LABELS) labels.clear();
    label = pillLabel(source.frames.layer(row), source.frames.type(row), source.summary(row));
    labels.set(row, label);
  }
  return label;
}

/** Finds the line that a frame is drawn on. What is about a whole HTTP/2 connection goes on the line of its stream 0. */
function lineFinder(lines: readonly LineMark[]): (conn: number, stream: number) => number | undefined {
  const byConn = new Map<number, Map<number, number>>();
  lines.forEach(({ conn, streamId }, at) => {
    let byStream = byConn.get(conn);
    if (!byStream) byConn.set(conn, (byStream = new Map<number, number>()));
    byStream.set(streamId, at);
  });
  return (conn, stream) => {
    const byStream = byConn.get(conn);
    return byStream?.get(stream) ?? (stream < 0 ? byStream?.get(0) : undefined);
  };
}

/** Frames of one line, direction and cell of time. */
interface Cell {
  readonly row: number;
  readonly line: LineMark;
  rows: number;
  sameType: boolean;
}

function cellLabel(source: PillSource, { row, rows, sameType }: Cell): string {
  if (rows === 1) return labelOf(source, row);
  return sameType ? `${shorten(source.frames.type(row))} ×${rows}` : `${labelOf(source, row)} +${rows - 1}`;
}

/**
 * The pills on their way at `now`. Frames that came within 150 ms of each other on the same line share one, labelled
 * with how many they are. Frames of lines that are not drawn have no pill. In slow motion (`speed` below 1: milliseconds
 * of the recording in one of the page) a pill takes as long on the screen, so what came close together comes apart.
 */
export function layoutPills(source: PillSource, lines: readonly LineMark[], now: number, speed = 1): Pill[] {
  const { frames } = source;
  const travelMs = TRAVEL_MS * speed;
  const cellMs = CELL_MS * speed;
  const lineOf = lineFinder(lines);
  const slowest = lines.reduce((most, line) => Math.max(most, line.delayMs), 0);
  /* Cells are cut at fixed times, so that a pill does not change while it travels. */
  const firstCell = Math.floor((now - travelMs - slowest) / cellMs);
  const cellCount = Math.floor(now / cellMs) - firstCell + 1;
  const end = firstFrameAfter(frames, now);
  /* By a number for line, direction and time: this is done for thousands of frames an animation frame. */
  const cells = new Map<number, Cell>();
  for (let row = Math.max(firstFrameAfter(frames, firstCell * cellMs), end - MAX_FRAMES); row < end; row++) {
    const at = lineOf(frames.conn(row), frames.streamId(row));
    if (at === undefined || isWrapping(source, row)) continue;
    const way = 2 * at + (frames.direction(row) === 'client-to-server' ? 1 : 0);
    const key = way * cellCount + Math.floor(frames.tEnd(row) / cellMs) - firstCell;
    const cell = cells.get(key);
    if (!cell) cells.set(key, { row, line: lines[at] as LineMark, rows: 1, sameType: true });
    else {
      cell.rows += 1;
      cell.sameType &&= frames.type(row) === frames.type(cell.row);
    }
  }
  const pills: Pill[] = [];
  for (const cell of cells.values()) {
    const { row, line } = cell;
    const departs = frames.tEnd(row);
    const arrives = departs + travelMs + line.delayMs;
    if (arrives <= now) continue;
    pills.push({
      frame: row,
      conn: frames.conn(row),
      line,
      fromClient: frames.direction(row) === 'client-to-server',
      colour: colourOfFrame(frames.layer(row)),
      label: cellLabel(source, cell),
      frames: cell.rows,
      departs,
      arrives,
    });
  }
  return pills;
}

/** How far a pill is along its way at `now`, from 0 to 1, or undefined when it is not on it. */
export function pillProgress(pill: Pick<Pill, 'departs' | 'arrives'>, now: number): number | undefined {
  if (now < pill.departs || now >= pill.arrives) return undefined;
  return (now - pill.departs) / (pill.arrives - pill.departs);
}

/** Where a pill is at `progress`, in pixels; its direction is the way it moves. One that a fault holds gets no further. */
export function pillX(pill: Pick<Pill, 'fromClient' | 'line' | 'departs'>, progress: number): number {
  const { x0, x1, stop } = pill.line;
  if (pill.fromClient && stop && pill.departs >= stop.since)
    return Math.min(stop.x, x0 + (x1 - x0) * progress);
  return pill.fromClient ? x0 + (x1 - x0) * progress : x1 - (x1 - x0) * progress;
}

/** Without motion, place and an arrow say which way a frame goes. */
const STILL_AT = 0.36;

/** A pill as it is to be drawn: its middle, and what stands on it. */
export interface PillPlace {
  readonly pill: Pill;
  readonly x: number;
  readonly y: number;
  /** The whole width, in pixels. */
  readonly width: number;
  readonly label: string;
  /** 0 to 1. */
  readonly opacity: number;
}

export const PILL_HEIGHT = 18;
const PILL_INSET = 8;

/**
 * Where the pills on their way are at `now`; what was drawn later lies above. `still`: they come and go at one place instead of
 * moving. `textWidth` is how wide a label is in pixels.
 */
export function placePills(
  pills: readonly Pill[],
  now: number,
  still: boolean,
  textWidth: (text: string) => number,
): PillPlace[] {
  return pills.flatMap((pill) => {
    const progress = pillProgress(pill, now);
    if (progress === undefined) return [];
    const label = !still ? pill.label : pill.fromClient ? `${pill.label} →` : `← ${pill.label}`;
    return {
      pill,
      x: pillX(pill, still ? STILL_AT : progress),
      y: pill.line.y,
      width: textWidth(label) + 2 * PILL_INSET,
      label,
      opacity: still ? Math.min(1, 4 * Math.min(progress, 1 - progress)) : 1,
    };
  });
}

/** The pill at a place of the picture, the uppermost when several are there. */
export function pillAt(places: readonly PillPlace[], at: { x: number; y: number }): Pill | undefined {
  return places.findLast(
    ({ x, y, width }) => Math.abs(at.x - x) <= width / 2 && Math.abs(at.y - y) <= PILL_HEIGHT / 2,
  )?.pill;
}
