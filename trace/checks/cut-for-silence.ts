import * as v from 'valibot';
import type { OriginId } from '../../contract/origin.ts';
import type { Connection } from '../model.ts';
import type { Trace } from '../trace.ts';
import { millisecondsArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { duration } from './words.ts';

/** A connection that the far side ended while a stream was open on it, and how long nothing had come before. */
export interface SilentEnd {
  readonly connection: Connection;
  readonly silentMs: number;
}

/** When the last frame from the server began; the opening when there was none. A body that ends with its connection ends too late. */
function lastHeard(trace: Trace, { id, openedAt }: Connection): number {
  const { frames } = trace;
  let last = openedAt;
  for (const row of trace.framesOfConnection(id)) {
    if (frames.direction(row) === 'server-to-client') last = Math.max(last, frames.t(row));
  }
  return last;
}

/** Every connection of an origin that ended so, in order. A Close frame is a goodbye, and not silent. */
export function silentEnds(trace: Trace, origin: OriginId): SilentEnd[] {
  return [...trace.connections.values()].flatMap((connection) => {
    const end = connection.closed && (connection.endings[0] ?? connection.closed);
    if (connection.origin !== origin || end?.by !== 'server' || end.t < trace.clearedAt) return [];
    const wasOpen = connection.exchanges.some(
      ({ carries, respondedAt, endedAt }) =>
        carries !== 'body' && respondedAt !== undefined && (endedAt ?? Infinity) >= end.t,
    );
    return wasOpen ? [{ connection, silentMs: end.t - lastHeard(trace, connection) }] : [];
  });
}

/** Something lost patience with a stream on which nothing came. */
export const cutForSilence = defineCheck({
  id: 'cut-for-silence',
  summary:
    'The far side ended a connection with an open event stream or WebSocket on it, after nothing had come for so long.',
  args: v.strictObject({
    origin: originArg,
    afterMs: millisecondsArg('How long nothing had come, at least.'),
  }),
  check(trace, { origin, afterMs }) {
    const ends = silentEnds(trace, origin);
    const cut = ends.find(({ silentMs }) => silentMs >= afterMs);
    const shown = cut ?? ends.at(-1);
    const evidence = shown && { conn: shown.connection.id };
    if (cut) {
      return met(
        `Connection ${cut.connection.id} was ended after nothing had come for ${duration(cut.silentMs)}.`,
        evidence,
      );
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        shown
          ? `Connection ${shown.connection.id} was ended ${duration(shown.silentMs)} after the last byte.`
          : 'No connection with an open stream has been ended from the far side so far.',
        evidence,
      )
    );
  },
});
