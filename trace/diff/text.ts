import { formatCount } from '../../wire/format.ts';
import { frameJson, frameLine, type FrameJson } from '../export/frame-json.ts';
import type { Connection, Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';
import { countKinds, type DiffKind, type FrameDiff, type TraceDiff } from './diff.ts';

export interface DiffTextOptions {
  /** Print frames that are the same too, instead of counting them. */
  readonly all?: boolean;
}

const MARKS: Readonly<Record<DiffKind, string>> = { same: ' ', changed: '~', 'only-a': '-', 'only-b': '+' };

function countText(diffs: readonly { readonly kind: DiffKind }[]): string {
  const counts = countKinds(diffs);
  return `${counts.same} the same, ${counts.changed} changed, ${counts['only-a']} only in a, ${counts['only-b']} only in b`;
}

function exchangeTitle({ method, target, conn, streamId }: Exchange): string {
  return `${method} ${target} on connection ${conn}${streamId > 0 ? `, stream ${streamId}` : ''}`;
}

const connectionTitle = ({ id, origin, protocol }: Connection): string =>
  `connection ${id} to ${origin}${protocol === 'unknown' ? '' : `, ${protocol}`}`;

function titleOf<T>(a: T | undefined, b: T | undefined, title: (item: T) => string): string {
  const left = a === undefined ? undefined : title(a);
  const right = b === undefined ? undefined : title(b);
  if (left !== undefined && right !== undefined && left !== right) return `${left} → ${right}`;
  return left ?? right ?? '';
}

function* frameLines(
  a: Trace,
  b: Trace,
  frames: readonly FrameDiff[],
  all: boolean,
): Generator<string, void, undefined> {
  let same = 0;
  const tellSame = function* (): Generator<string, void, undefined> {
    if (same > 0) yield `      … ${formatCount(same, 'frame')} the same`;
    same = 0;
  };
  for (const diff of frames) {
    if (diff.kind === 'same' && !all) {
      same += 1;
      continue;
    }
    yield* tellSame();
    const line = diff.a === undefined ? frameLine(b, diff.b as number) : frameLine(a, diff.a);
    yield `    ${MARKS[diff.kind]} ${line}`;
    for (const reason of diff.why) yield `          ${reason}`;
  }
  yield* tellSame();
}

/**
 * A diff as lines for people: `~` changed, `-` only in the first recording, `+` only in the second. Exchanges and connections
 * that are the same are counted only, unless `all` is given. Two equal recordings give the two lines of counts.
 */
export function* diffLines(
  a: Trace,
  b: Trace,
  diff: TraceDiff,
  { all = false }: DiffTextOptions = {},
): Generator<string, void, undefined> {
  const frames = [...diff.exchanges, ...diff.connections].flatMap((whole) => whole.frames);
  yield `Exchanges: ${countText(diff.exchanges)}. Connections: ${countText(diff.connections)}.`;
  yield `Frames: ${countText(frames)}.`;
  const parts = [
    ...diff.exchanges.map((whole) => ({ whole, title: titleOf(whole.a, whole.b, exchangeTitle) })),
    ...diff.connections.map((whole) => ({ whole, title: titleOf(whole.a, whole.b, connectionTitle) })),
  ];
  for (const { whole, title } of parts) {
    if (whole.kind === 'same' && !all) continue;
    yield '';
    yield `${MARKS[whole.kind]} ${title}`;
    for (const reason of whole.why) yield `      ${reason}`;
    yield* frameLines(a, b, whole.frames, all);
  }
}

interface FrameDiffJson {
  readonly kind: DiffKind;
  readonly a?: FrameJson;
  readonly b?: FrameJson;
  readonly why?: readonly string[];
}

/** A diff as plain data for other programs: exchanges and connections by their numbers, frames as `frameJson` has them. */
export function diffJson(a: Trace, b: Trace, diff: TraceDiff) {
  const frame = ({ kind, a: left, b: right, why }: FrameDiff): FrameDiffJson => ({
    kind,
    ...(left === undefined ? {} : { a: frameJson(a, left) }),
    ...(right === undefined ? {} : { b: frameJson(b, right) }),
    ...(why.length > 0 ? { why } : {}),
  });
  return {
    connections: diff.connections.map(({ kind, a: left, b: right, why, frames }) => ({
      kind,
      a: left?.id,
      b: right?.id,
      why,
      frames: frames.map(frame),
    })),
    exchanges: diff.exchanges.map(({ kind, a: left, b: right, why, frames }) => ({
      kind,
      a: left && { id: left.id, conn: left.conn, method: left.method, target: left.target },
      b: right && { id: right.id, conn: right.conn, method: right.method, target: right.target },
      why,
      frames: frames.map(frame),
    })),
  };
}
