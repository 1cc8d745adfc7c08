import type { Connection, Exchange } from '../model.ts';
import type { TracePart } from './part.ts';

/** Two things of the same kind that belong together; one side is missing where there is no counterpart. */
export interface Match<T> {
  readonly a: T | undefined;
  readonly b: T | undefined;
}

type KeyOf<T> = (item: T) => string;

/** Takes the items of both sides that have the same key and pairs them in order. What is left over is given back. */
function matchBy<T>(
  left: readonly T[],
  right: readonly T[],
  keyOf: KeyOf<T>,
  onMatch: (a: T, b: T) => void,
): readonly [left: T[], right: T[]] {
  const waiting = new Map<string, T[]>();
  for (const item of right) {
    const key = keyOf(item);
    const queue = waiting.get(key);
    if (queue) queue.push(item);
    else waiting.set(key, [item]);
  }
  const matched = new Set<T>();
  for (const queue of waiting.values()) queue.reverse();
  const restLeft = left.filter((item) => {
    const other = waiting.get(keyOf(item))?.pop();
    if (other === undefined) return true;
    matched.add(other);
    onMatch(item, other);
    return false;
  });
  return [restLeft, right.filter((item) => !matched.has(item))];
}

/** All matches in the order of `a`, then what only `b` has. */
function collect<T>(all: readonly T[], partners: ReadonlyMap<T, T>, restB: readonly T[]): Match<T>[] {
  const matches: Match<T>[] = all.map((item) => ({ a: item, b: partners.get(item) }));
  return [...matches, ...restB.map((item) => ({ a: undefined, b: item }))];
}

/** Path and query without the number of the operation, which is new in each run. */
export function targetWithoutOperation(target: string): string {
  return target.replace(/([?&])op=\d+(&|$)/, (_, before: string, after: string) =>
    after === '&' ? before : '',
  );
}

/** A WebSocket is asked for with GET over HTTP/1.1 and with CONNECT over HTTP/2 (RFC 8441 §5). */
const verbOf = ({ method, carries, pushed }: Exchange): string =>
  `${pushed ? 'pushed ' : ''}${carries === 'websocket' ? 'WebSocket' : method}`;

/**
 * Pairs the exchanges of two recordings. The strictest rule goes first, each takes what the ones before left, in order:
 * the same method and target over the same transport, over another transport, the same path with another query. Of two
 * operations, what is left is paired in order: somebody laid them over each other, whatever they asked for.
 */
export function matchExchanges(a: TracePart, b: TracePart): Match<Exchange>[] {
  const transports = new Map<Exchange, string>();
  for (const part of [a, b]) {
    for (const exchange of part.exchanges) {
      const origin = part.trace.connections.get(exchange.conn)?.origin ?? '';
      const isHttp2 = exchange.streamId > 0;
      transports.set(exchange, `${origin} ${isHttp2 ? 'HTTP/2' : 'HTTP/1.1'} ${exchange.carries}`);
    }
  }
  const target: KeyOf<Exchange> = (exchange) =>
    `${verbOf(exchange)} ${targetWithoutOperation(exchange.target)}`;
  const path: KeyOf<Exchange> = (exchange) => `${verbOf(exchange)} ${exchange.target.split('?')[0] ?? ''}`;
  const over =
    (keyOf: KeyOf<Exchange>): KeyOf<Exchange> =>
    (exchange) =>
      `${keyOf(exchange)} ${transports.get(exchange) ?? ''}`;
  const partners = new Map<Exchange, Exchange>();
  let rest: readonly [readonly Exchange[], readonly Exchange[]] = [a.exchanges, b.exchanges];
  for (const keyOf of [over(target), target, over(path), path]) {
    rest = matchBy(rest[0], rest[1], keyOf, (left, right) => partners.set(left, right));
  }
  if (a.op !== undefined && b.op !== undefined)
    rest = matchBy(rest[0], rest[1], anyExchange, (left, right) => partners.set(left, right));
  return collect(a.exchanges, partners, rest[1]);
}

const anyExchange = (): string => 'any';

/** Pairs connections: those whose exchanges belong together, then in order those of one origin that speak the same. */
export function matchConnections(
  a: TracePart,
  b: TracePart,
  exchanges: readonly Match<Exchange>[],
): Match<Connection>[] {
  const partners = new Map<Connection, Connection>();
  const taken = new Set<Connection>();
  const pair = (left: Connection, right: Connection): void => {
    partners.set(left, right);
    taken.add(right);
  };
  for (const match of exchanges) {
    const left = match.a && a.trace.connections.get(match.a.conn);
    const right = match.b && b.trace.connections.get(match.b.conn);
    if (left && right && !partners.has(left) && !taken.has(right)) pair(left, right);
  }
  const all = a.connections;
  let rest: readonly [readonly Connection[], readonly Connection[]] = [
    all.filter((connection) => !partners.has(connection)),
    b.connections.filter((connection) => !taken.has(connection)),
  ];
  const keys: KeyOf<Connection>[] = [
    ({ origin, protocol }) => `${origin} ${protocol}`,
    ({ origin }) => origin,
  ];
  for (const keyOf of keys) rest = matchBy(rest[0], rest[1], keyOf, pair);
  return collect(all, partners, rest[1]);
}
