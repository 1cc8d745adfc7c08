import type { OriginId } from '../../contract/origin.ts';
import type { Transport } from '../../contract/operations.ts';
import { eventsOf } from '../messages.ts';
import type { Exchange, Operation } from '../model.ts';
import type { Trace } from '../trace.ts';
import { polls } from './polls.ts';

/** An event id as it reached one operation. */
export interface ReceivedId {
  readonly id: number;
  readonly exchange: Exchange;
  readonly t: number;
  /** The frame to point at. */
  readonly frame: number;
}

/** The event ids an operation received over all of its requests, in order. Events without a numeric id are left out. */
export function receivedIds(trace: Trace, operation: Operation): ReceivedId[] {
  if (operation.transport === 'sse') {
    return operation.exchanges.flatMap((exchange) =>
      eventsOf(trace, exchange)
        .filter(({ lastEventId }) => /^\d+$/.test(lastEventId))
        .map(({ lastEventId, t, row }) => ({ id: Number(lastEventId), exchange, t, frame: row })),
    );
  }
  if (operation.origin === undefined) return [];
  const path = operation.transport === 'poll' ? '/poll' : '/long-poll';
  return polls(trace, operation.origin, path)
    .filter(({ exchange }) => exchange.op === operation.id)
    .flatMap(({ exchange, ids }) =>
      ids.map((id) => ({
        id,
        exchange,
        t: exchange.respondedAt,
        frame: exchange.responseFrame ?? exchange.requestFrame,
      })),
    );
}

/** A place where ids were passed over. */
export interface IdGap {
  readonly before: ReceivedId;
  readonly after: ReceivedId;
  readonly missing: number;
}

/** Where an operation's ids leave something out, in order. Ids that come twice leave nothing out. */
export function idGaps(ids: readonly ReceivedId[]): IdGap[] {
  const gaps: IdGap[] = [];
  ids.forEach((after, at) => {
    const before = ids[at - 1];
    if (before && after.id > before.id + 1) gaps.push({ before, after, missing: after.id - before.id - 1 });
  });
  return gaps;
}

/** The operations of a kind on an origin, in the order they were issued. */
export function operationsOf(trace: Trace, origin: OriginId, transport: Transport): Operation[] {
  return [...trace.operations.values()]
    .filter((operation) => operation.origin === origin && operation.transport === transport)
    .sort((a, b) => a.issuedAt - b.issuedAt);
}
