import { DIRECTIONS, type Direction } from '../../contract/direction.ts';
import type { Connection, Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';
import { align } from './align.ts';
import { differences, factsOf, type FrameFacts } from './facts.ts';
import { matchConnections, matchExchanges, type Match } from './match.ts';
import { tracePart, type TracePart } from './part.ts';
import { connectionDifferences, exchangeDifferences } from './whole.ts';

/** `changed`: both recordings have it, and it says something else. */
export type DiffKind = 'same' | 'changed' | 'only-a' | 'only-b';

/** A frame of both recordings, or of one. `a` and `b` are frame indices. */
export interface FrameDiff {
  readonly kind: DiffKind;
  readonly a: number | undefined;
  readonly b: number | undefined;
  /** How they differ, for people. Empty for frames that are the same or that only one recording has. */
  readonly why: readonly string[];
}

/** An exchange, or a connection, of both recordings or of one. */
interface WholeDiff<T> extends Match<T> {
  /** `changed` when it differs itself or any of its frames does. */
  readonly kind: DiffKind;
  /** How they differ apart from their frames. */
  readonly why: readonly string[];
  /** Exchanges: all their frames. Connections: those that belong to no exchange. In the order of time. */
  readonly frames: readonly FrameDiff[];
}
export type ExchangeDiff = WholeDiff<Exchange>;
export type ConnectionDiff = WholeDiff<Connection>;

/** Every frame of both recordings appears once, with its exchange or, without one, with its connection. */
export interface TraceDiff {
  readonly connections: readonly ConnectionDiff[];
  readonly exchanges: readonly ExchangeDiff[];
}

type Rows = Readonly<Record<Direction, readonly number[]>>;
const NO_ROWS: Rows = { 'client-to-server': [], 'server-to-client': [] };

/** The frames of each exchange and the other frames of each connection, by direction, in wire order. */
function groupRows({ trace, rows }: TracePart): {
  ofExchange: Map<number, Rows>;
  ofConnection: Map<number, Rows>;
} {
  const ofExchange = new Map<number, Record<Direction, number[]>>();
  const ofConnection = new Map<number, Record<Direction, number[]>>();
  for (const row of rows) {
    const exchange = trace.frames.exchange(row);
    const [groups, key] = exchange > 0 ? [ofExchange, exchange] : [ofConnection, trace.frames.conn(row)];
    let group = groups.get(key);
    if (!group) {
      group = { 'client-to-server': [], 'server-to-client': [] };
      groups.set(key, group);
    }
    group[trace.frames.direction(row)].push(row);
  }
  return { ofExchange, ofConnection };
}

/** The facts of frames, and a number for each that only frames with equal facts share. */
class FactTable {
  readonly #numbers = new Map<string, number>();
  readonly #kinds = new Map<string, number>();

  read(
    trace: Trace,
    row: number,
  ): { readonly facts: FrameFacts; readonly same: number; readonly kind: number } {
    const facts = factsOf(trace, row);
    return {
      facts,
      same: numberOf(this.#numbers, JSON.stringify(facts)),
      kind: numberOf(this.#kinds, facts.kind),
    };
  }
}

function numberOf(numbers: Map<string, number>, key: string): number {
  let number = numbers.get(key);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(key, number);
  }
  return number;
}

/** Pairs the frames of one direction: first those that say the same, and between them those of the same kind. */
function diffRows(a: Trace, b: Trace, rowsA: readonly number[], rowsB: readonly number[]): FrameDiff[] {
  const table = new FactTable();
  const itemsA = rowsA.map((row) => ({ row, ...table.read(a, row) }));
  const itemsB = rowsB.map((row) => ({ row, ...table.read(b, row) }));
  const found: FrameDiff[] = [];
  let restA: typeof itemsA = [];
  let restB: typeof itemsB = [];
  const settleRest = (): void => {
    const pairs = align(
      restA.map(({ kind }) => kind),
      restB.map(({ kind }) => kind),
    );
    for (const pair of pairs) {
      const left = pair.a === undefined ? undefined : restA[pair.a];
      const right = pair.b === undefined ? undefined : restB[pair.b];
      const why = left && right ? differences(left.facts, right.facts) : [];
      const kind = left && right ? 'changed' : left ? 'only-a' : 'only-b';
      found.push({ kind, a: left?.row, b: right?.row, why });
    }
    restA = [];
    restB = [];
  };
  const pairs = align(
    itemsA.map(({ same }) => same),
    itemsB.map(({ same }) => same),
  );
  for (const pair of pairs) {
    const left = pair.a === undefined ? undefined : itemsA[pair.a];
    const right = pair.b === undefined ? undefined : itemsB[pair.b];
    if (left && right) {
      settleRest();
      found.push({ kind: 'same', a: left.row, b: right.row, why: [] });
    } else if (left) restA.push(left);
    else if (right) restB.push(right);
  }
  settleRest();
  return found;
}

/** Lays the two directions together by time, counted from the first frame of each side; each keeps its own order. */
function mergeByTime(a: Trace, b: Trace, lists: readonly (readonly FrameDiff[])[]): FrameDiff[] {
  const all = lists.flat();
  const earliest = (trace: Trace, rows: readonly (number | undefined)[]): number =>
    rows.reduce<number>(
      (least, row) => (row === undefined ? least : Math.min(least, trace.frames.t(row))),
      Infinity,
    );
  const startA = earliest(
    a,
    all.map((diff) => diff.a),
  );
  const startB = earliest(
    b,
    all.map((diff) => diff.b),
  );
  const timeOf = (diff: FrameDiff): number => {
    if (diff.a !== undefined) return a.frames.t(diff.a) - startA;
    return diff.b === undefined ? 0 : b.frames.t(diff.b) - startB;
  };
  const timed = lists.flatMap((list) => {
    let order = 0;
    return list.map((diff) => {
      order = Math.max(order, timeOf(diff));
      return { order, diff };
    });
  });
  return timed.sort((left, right) => left.order - right.order).map(({ diff }) => diff);
}

function diffFrames(a: Trace, b: Trace, rowsA: Rows = NO_ROWS, rowsB: Rows = NO_ROWS): FrameDiff[] {
  const lists = DIRECTIONS.map((direction) => diffRows(a, b, rowsA[direction], rowsB[direction]));
  return mergeByTime(a, b, lists);
}

function kindOf<T>(match: Match<T>, why: readonly string[], frames: readonly FrameDiff[]): DiffKind {
  if (match.b === undefined) return 'only-a';
  if (match.a === undefined) return 'only-b';
  return why.length > 0 || frames.some(({ kind }) => kind !== 'same') ? 'changed' : 'same';
}

/**
 * How two recordings differ, frame by frame. Exchanges are paired first (see `matchExchanges`), then connections; frames
 * are compared within them, each direction on its own, since how two directions interleave is chance. Times are never
 * compared. A recording and itself give `same` throughout, two empty ones nothing. Takes time in proportion to the frames,
 * with a bound for very different ones (`MAX_EDITS`).
 */
export function diffTraces(a: Trace, b: Trace): TraceDiff {
  return diffParts(tracePart(a), tracePart(b));
}

/** How two parts differ, of two recordings or of one: see `diffTraces`. */
export function diffParts(a: TracePart, b: TracePart): TraceDiff {
  const groupsA = groupRows(a);
  const groupsB = groupRows(b);
  const matchedExchanges = matchExchanges(a, b);
  const matchedConnections = matchConnections(a, b, matchedExchanges);
  const partners = new Map(matchedConnections.map((match) => [match.a?.id, match.b?.id]));
  const exchanges = matchedExchanges.map((match): ExchangeDiff => {
    const rowsA = match.a && groupsA.ofExchange.get(match.a.id);
    const rowsB = match.b && groupsB.ofExchange.get(match.b.id);
    const frames = diffFrames(a.trace, b.trace, rowsA, rowsB);
    const why =
      match.a && match.b
        ? exchangeDifferences(match.a, match.b, partners.get(match.a.conn) === match.b.conn)
        : [];
    return { ...match, kind: kindOf(match, why, frames), why, frames };
  });
  const connections = matchedConnections.map((match): ConnectionDiff => {
    const rowsA = match.a && groupsA.ofConnection.get(match.a.id);
    const rowsB = match.b && groupsB.ofConnection.get(match.b.id);
    const frames = diffFrames(a.trace, b.trace, rowsA, rowsB);
    const why = match.a && match.b ? connectionDifferences(match.a, match.b) : [];
    return { ...match, kind: kindOf(match, why, frames), why, frames };
  });
  return { connections, exchanges };
}

/** How many of each kind there are. */
export function countKinds(diffs: Iterable<{ readonly kind: DiffKind }>): Record<DiffKind, number> {
  const counts = { same: 0, changed: 0, 'only-a': 0, 'only-b': 0 };
  for (const { kind } of diffs) counts[kind] += 1;
  return counts;
}
