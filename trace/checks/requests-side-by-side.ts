import * as v from 'valibot';
import { overOrigin } from '../../contract/origin.ts';
import type { Exchange } from '../model.ts';
import { countArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';
import { isFromBrowser } from './streams.ts';
import { counted, listed, sentence } from './words.ts';

/** Requests of a browser waited for their answers at one moment, each on a connection of its own. */
export const requestsSideBySide = defineCheck({
  id: 'requests-side-by-side',
  summary: 'At one moment, at least so many requests of a browser waited, each on a connection of its own.',
  args: v.strictObject({ origin: originArg, atLeast: countArg('How many requests at one moment.') }),
  check(trace, { origin, atLeast }) {
    const asked = exchangesOn(trace, { origin }).filter((exchange) => isFromBrowser(trace, exchange));
    let most: Exchange[] = [];
    for (const { startedAt } of asked) {
      const waiting = asked.filter(
        (other) => other.startedAt <= startedAt && (other.respondedAt ?? Infinity) > startedAt,
      );
      const apart = [...new Map(waiting.map((exchange) => [exchange.conn, exchange])).values()];
      if (apart.length > most.length) most = apart;
    }
    const last = most.at(-1);
    const evidence = last && { frame: last.requestFrame };
    const conns = listed(most.map(({ conn }) => String(conn)));
    if (most.length >= atLeast) {
      return met(
        `${sentence(counted(most.length, 'request'))} waited at once, on the connections ${conns}.`,
        evidence,
      );
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        last
          ? `The most at one moment so far: ${counted(most.length, 'request')}, of ${atLeast}.`
          : `No request ${overOrigin(origin)} has come so far.`,
        evidence,
      )
    );
  },
});
