import type { OriginId } from '../../contract/origin.ts';
import { decodeUtf8 } from '../../wire/text.ts';
import { bodyOf } from '../bodies.ts';
import type { Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';
import { exchangesOn } from './exchanges.ts';

/** A poll that was answered: its events, by their ids. */
export interface Poll {
  readonly exchange: Exchange & { readonly respondedAt: number };
  /** Empty: there was nothing new. */
  readonly ids: readonly number[];
  /** The bytes of the answer's content when it had events, else 0. */
  readonly usefulBytes: number;
}

export type PollPath = '/poll' | '/long-poll';

/** The ids in the answer of /poll or /long-poll; empty when it has none, or is something else. */
function idsIn(text: string): number[] {
  try {
    const answer = JSON.parse(text) as { events?: { id?: unknown }[] };
    return (answer.events ?? []).map(({ id }) => Number(id)).filter(Number.isFinite);
  } catch {
    return [];
  }
}

const read = new WeakMap<Exchange, Poll>();

/** Every poll that was answered over an origin, in order. */
export function polls(trace: Trace, origin: OriginId, path: PollPath): Poll[] {
  const found: Poll[] = [];
  for (const exchange of exchangesOn(trace, { origin, path })) {
    if (exchange.respondedAt === undefined || exchange.endedAt === undefined) continue;
    const known = read.get(exchange);
    if (known) {
      found.push(known);
      continue;
    }
    const { bytes, size } = bodyOf(trace, exchange, 'server-to-client', 1_000_000);
    const ids = exchange.status === 200 ? idsIn(decodeUtf8(bytes)) : [];
    const poll = {
      exchange: exchange as Poll['exchange'],
      ids,
      usefulBytes: ids.length > 0 ? size : 0,
    };
    read.set(exchange, poll);
    found.push(poll);
  }
  return found;
}
