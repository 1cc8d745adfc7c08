import type { Trace } from '../../trace/trace.ts';
import { bytesOfRow } from '../../trace/row-bytes.ts';
import type { Layer } from '../../wire/frame.ts';
import { FRAME_HEADER_BYTES } from '../../wire/http2/frame.ts';
import { formatBytes, formatNumber } from '../../wire/format.ts';
import { frameBytes, type ByteKind } from './frame-bytes.ts';

/** A run of bytes in the picture. Offsets are those of the raw bytes of its direction. */
export interface PackSegment {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly bytes: number;
  /** `around`: another frame, or what is in it, that shares the chunk or DATA frame with the one shown. */
  readonly kind: ByteKind | 'carried' | 'around';
  /** What stands there: `header`, `payload`, `data:` … */
  readonly label: string;
  /** The frame to select; undefined for the connection itself. */
  readonly frame: number | undefined;
}

export interface PackLevel {
  readonly title: string;
  readonly layer: Layer | 'tcp';
  readonly segments: readonly PackSegment[];
}

export interface PackingLayout {
  readonly row: number;
  readonly levels: readonly PackLevel[];
  /** Bytes from the first byte of the outermost frame to the last. */
  readonly span: number;
  /** Of the frame shown: what the application wanted to say, and all it took at the tap, what wraps it included. */
  readonly payload: number;
  readonly total: number;
  readonly summary: string;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Piece extends Range {
  readonly kind: PackSegment['kind'];
  readonly label: string;
  readonly frame: number | undefined;
}

const NAMES = { tls: 'TLS', http1: 'HTTP/1.1', http2: 'HTTP/2', websocket: 'WebSocket', sse: 'SSE' } as const;

/** The outer frames that a frame's bytes lie in, in wire order; none for a frame of the outermost layer. */
function outerFrames(trace: Trace, row: number): number[] {
  const { frames } = trace;
  if (trace.source(frames.source(row)).kind === 'raw') return [];
  const rows = trace.outerFrames(frames.conn(row), frames.direction(row));
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames.end(rows.at(middle) as number) <= frames.start(row)) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let at = low; at < rows.length && frames.start(rows.at(at) as number) < frames.end(row); at++) {
    const outer = rows.at(at) as number;
    /* Frames of other streams may lie between two that carry one message. */
    if (frames.exchange(outer) === frames.exchange(row)) found.push(outer);
  }
  return found;
}

/** A frame's content as a range of raw bytes; the rest of it is framing. */
function contentRange(trace: Trace, row: number): Range {
  const { frames } = trace;
  const { content } = frameBytes(trace, row);
  const start = frames.start(row);
  if (frames.layer(row) === 'http2') {
    const isFramed = frames.type(row) === 'DATA' || frames.type(row) === 'HEADERS';
    const from =
      start +
      (isFramed ? FRAME_HEADER_BYTES : 0) +
      (frames.flags(row) & 0x8 && frames.type(row) === 'DATA' ? 1 : 0);
    return { start: from, end: from + content };
  }
  if (frames.type(row) === 'chunk') {
    const from = start + bytesOfRow(trace, row).indexOf(0x0a) + 1;
    return { start: from, end: from + content };
  }
  return { start: frames.end(row) - content, end: frames.end(row) };
}

/** Framing, content, framing: what one frame is made of. */
function frameParts(trace: Trace, row: number): Piece[] {
  const { frames } = trace;
  const { kind } = frameBytes(trace, row);
  const content = contentRange(trace, row);
  const type = frames.type(row);
  const lead = type === 'chunk' ? 'size' : 'header';
  const parts: Piece[] = [
    { start: frames.start(row), end: content.start, kind: 'framing', label: lead, frame: row },
    { ...content, kind, label: kind === 'carried' ? 'carries' : kind, frame: row },
    {
      start: content.end,
      end: frames.end(row),
      kind: 'framing',
      label: type === 'chunk' ? 'CRLF' : 'padding',
      frame: row,
    },
  ];
  return parts.filter(({ start, end }) => end > start);
}

/** The lines of an event: the data is what it says, all else is framing. Offsets from the event's first byte. */
function eventParts(bytes: Uint8Array): (Range & { kind: 'payload' | 'framing'; label: string })[] {
  const parts: (Range & { kind: 'payload' | 'framing'; label: string })[] = [];
  const text = String.fromCharCode(...bytes.subarray(0, 65_536));
  for (const { 0: line, index } of text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)) {
    if (line === '') continue;
    const ending = /[\r\n]*$/.exec(line)?.[0].length ?? 0;
    const end = index + line.length - ending;
    const name = /^data(?:: ?|$)/.exec(line.slice(0, line.length - ending))?.[0];
    const value = name === undefined ? end : index + name.length;
    const label = /^[^:]*/.exec(line)?.[0].trim() ?? '';
    if (value > index) parts.push({ start: index, end: value, kind: 'framing', label: label || 'comment' });
    if (end > value) parts.push({ start: value, end, kind: 'payload', label: 'data' });
    if (ending > 0) parts.push({ start: end, end: end + ending, kind: 'framing', label: 'line end' });
  }
  return parts;
}

/** The parts of a frame inside others, as ranges of its own source. */
function innerParts(trace: Trace, row: number): Piece[] {
  const { frames } = trace;
  const start = frames.sourceStart(row);
  if (frames.layer(row) === 'sse') {
    if (trace.source(frames.source(row)).kind === 'inflated') {
      return [{ start, end: frames.sourceEnd(row), kind: 'payload', label: 'compressed', frame: row }];
    }
    const isEvent = frames.type(row) === 'event';
    return eventParts(bytesOfRow(trace, row)).map((part) => ({
      ...part,
      kind: isEvent ? part.kind : 'control',
      start: start + part.start,
      end: start + part.end,
      frame: row,
    }));
  }
  const { framing, kind } = frameBytes(trace, row);
  const end = frames.sourceEnd(row);
  const masked = frames.direction(row) === 'client-to-server' ? 'header and mask' : 'header';
  const parts: Piece[] = [
    { start, end: start + framing, kind: 'framing', label: masked, frame: row },
    {
      start: start + framing,
      end,
      kind,
      label: kind === 'payload' ? 'payload' : frames.type(row),
      frame: row,
    },
  ];
  return parts.filter((part) => part.end > part.start);
}

/** A range of a derived source as ranges of raw bytes: where it lies in several frames, there are several. */
function* rawRanges(trace: Trace, row: number, part: Range, holes: readonly Range[]): Generator<Range> {
  const source = trace.source(trace.frames.source(row));
  const { start, end } = source.rawRange(part.start, part.end);
  if (holes.length === 0) yield { start, end };
  for (const hole of holes) {
    const range = { start: Math.max(start, hole.start), end: Math.min(end, hole.end) };
    if (range.end > range.start) yield range;
  }
}

/**
 * A frame and what wraps it, on an axis of bytes `width` pixels long. The outermost level is the connection, as the tap saw
 * it: after TLS, without the headers of TCP and IP.
 */
export function layoutPacking(trace: Trace, row: number, width: number): PackingLayout {
  const { frames } = trace;
  const outer = outerFrames(trace, row);
  const first = outer[0] ?? row;
  const last = outer.at(-1) ?? row;
  const from = Math.min(frames.start(first), frames.start(row));
  const to = Math.max(frames.end(last), frames.end(row));
  const span = Math.max(1, to - from);
  const place = (piece: Piece, at: number): PackSegment => ({
    key: `${at}-${piece.start}`,
    x: ((piece.start - from) / span) * width,
    width: ((piece.end - piece.start) / span) * width,
    bytes: piece.end - piece.start,
    kind: piece.kind,
    label: piece.label,
    frame: piece.frame,
  });

  const connection = trace.connections.get(frames.conn(row));
  const secured = connection?.tls ? ` inside ${connection.tls.version}` : '';
  const whole: Piece = { start: from, end: to, kind: 'carried', label: 'bytes at the tap', frame: undefined };
  const levels: PackLevel[] = [
    { title: `TCP connection ${frames.conn(row)}${secured}`, layer: 'tcp', segments: [place(whole, 0)] },
  ];
  const isInner = trace.source(frames.source(row)).kind !== 'raw';
  const outerParts = (isInner ? outer : [row]).flatMap((each) => frameParts(trace, each));
  if (outerParts.length > 0) {
    const layer = frames.layer(first);
    const times = outer.length > 1 ? ` × ${outer.length}` : '';
    levels.push({
      title: `${NAMES[layer]} ${frames.type(first)}${times}`,
      layer,
      segments: outerParts.map((part) => place(part, 1)),
    });
  }
  const bytesOf = (kinds: readonly PackSegment['kind'][]): number =>
    outerParts.reduce((sum, part) => sum + (kinds.includes(part.kind) ? part.end - part.start : 0), 0);
  /* What an inflated event takes at the tap is known to its outer frames only: their content counts for it. */
  const coded = isInner ? bytesOf(['payload']) : 0;
  let framing = bytesOf(['framing', 'headers', 'control']);
  const own = frameBytes(trace, row);
  if (isInner) {
    const holes = outer.map((each) => contentRange(trace, each));
    const pieces = innerParts(trace, row).flatMap((part) =>
      [...rawRanges(trace, row, part, holes)].map((range) => ({ ...part, ...range })),
    );
    const around = aroundPieces(holes, pieces);
    levels.push({
      title: `${NAMES[frames.layer(row)]} ${frames.type(row)}`,
      layer: frames.layer(row),
      segments: [...pieces, ...around].sort((a, b) => a.start - b.start).map((piece) => place(piece, 2)),
    });
    framing += own.framing + (own.kind === 'payload' ? 0 : own.content);
  }
  const payload = own.kind === 'payload' ? own.content + coded : 0;
  const total = isInner ? framing + payload : frames.end(row) - frames.start(row);
  const summary =
    own.kind === 'carried' && own.content > 0
      ? carriedWords(own.content, total)
      : packingWords(payload, total);
  return { row, levels, span, payload, total, summary };
}

/** What else is in the outer frames: other events and messages. */
function aroundPieces(holes: readonly Range[], pieces: readonly Piece[]): Piece[] {
  const around: Piece[] = [];
  const add = (start: number, end: number): void => {
    if (end > start) around.push({ start, end, kind: 'around', label: 'other', frame: undefined });
  };
  for (const hole of holes) {
    const within = pieces.filter(({ start, end }) => start < hole.end && end > hole.start);
    add(hole.start, within[0]?.start ?? hole.end);
    add(within.at(-1)?.end ?? hole.end, hole.end);
  }
  return around;
}

/** Of a frame that is not counted for itself: what it carries has frames of its own. */
function carriedWords(carried: number, total: number): string {
  return `${formatBytes(total)} at the tap: ${formatNumber(carried)} are frames of another layer, which follow it in the list; ${formatNumber(total - carried)} wrap them.`;
}

/** `5 bytes of payload take 20 at the tap: 15 wrap them.` */
function packingWords(payload: number, total: number): string {
  if (payload === 0) return `${formatBytes(total)} at the tap, none of them payload.`;
  const wrap = total - payload;
  return `${formatBytes(payload)} of payload take ${formatNumber(total)} at the tap: ${formatNumber(wrap)} of them (${Math.round((wrap / total) * 100)} %) wrap it.`;
}

/** The frame to show when none is selected: the newest event or message complete by `now`, else the newest frame. */
export function newestMessage(trace: Trace, end: number, reach = 2_000): number | undefined {
  for (let row = end - 1; row >= Math.max(0, end - reach); row--) {
    const layer = trace.frames.layer(row);
    if (
      (layer === 'sse' && trace.frames.type(row) === 'event') ||
      (layer === 'websocket' && frameBytes(trace, row).kind === 'payload')
    )
      return row;
  }
  return end > 0 ? end - 1 : undefined;
}
