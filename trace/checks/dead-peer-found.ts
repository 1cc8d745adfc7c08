import * as v from 'valibot';
import type { Connection } from '../model.ts';
import type { Trace } from '../trace.ts';
import { millisecondsArg, originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { duration } from './words.ts';

/** Faults that make a peer look dead without an end on the wire. */
const SILENCING: ReadonlySet<string> = new Set(['freeze', 'drop-pong']);

/** When a connection was silenced, if it was. */
const silencedAt = ({ faultLog }: Connection): number | undefined =>
  faultLog.find(({ fault, active }) => active && SILENCING.has(fault.type))?.t;

/** When somebody gave the connection up: an end at the server's side, or the client's own account. */
function givenUpAt(trace: Trace, connection: Connection, since: number): number | undefined {
  const ended =
    connection.endings.find(({ t, by }) => t >= since && by !== 'fault')?.t ?? connection.closed?.t;
  const reports = connection.exchanges.flatMap(({ op }) => {
    const operation = op === undefined ? undefined : trace.operations.get(op);
    return (operation?.events ?? []).filter(
      ({ t, event }) => t >= since && (event === 'error' || event === 'closed'),
    );
  });
  const times = [ended, ...reports.map(({ t }) => t)].filter((t) => t !== undefined && t >= since);
  return times.length === 0 ? undefined : Math.min(...(times as number[]));
}

/** A wire went dead without a sign, and one end noticed by itself. */
export const deadPeerFound = defineCheck({
  id: 'dead-peer-found',
  summary:
    'A WebSocket’s connection was silenced (freeze, or pongs dropped), and one end gave it up within a given time.',
  args: v.strictObject({ origin: originArg, withinMs: millisecondsArg('How soon it must be noticed.') }),
  check(trace, { origin, withinMs }, now) {
    const silenced = [...trace.connections.values()].flatMap((connection) => {
      const since = connection.origin === origin ? silencedAt(connection) : undefined;
      const isSocket = connection.exchanges.some(({ carries }) => carries === 'websocket');
      if (since === undefined || !isSocket || (connection.closed?.t ?? now) < trace.clearedAt) return [];
      const foundAt = givenUpAt(trace, connection, since);
      return [{ connection, since, afterMs: foundAt === undefined ? undefined : foundAt - since }];
    });
    const found = silenced.find(({ afterMs }) => afterMs !== undefined && afterMs <= withinMs);
    const shown = found ?? silenced.at(-1);
    const evidence = shown && { conn: shown.connection.id };
    return judge(
      [
        {
          label: 'a wire was silenced',
          met: shown !== undefined,
          reason: 'No WebSocket’s wire has been frozen so far.',
          evidence,
        },
        {
          label: `given up within ${duration(withinMs)}`,
          met: found !== undefined,
          reason:
            shown?.afterMs === undefined
              ? `Nobody has noticed for ${duration(now - (shown?.since ?? now))}.`
              : `It took ${duration(shown.afterMs)} to notice.`,
          evidence,
        },
      ],
      `Connection ${shown?.connection.id ?? ''} was given up ${duration(shown?.afterMs ?? 0)} after it went silent.`,
      whyCannotTell(trace, origin),
    );
  },
});
