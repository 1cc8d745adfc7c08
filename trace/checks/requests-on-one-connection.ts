import * as v from 'valibot';
import { overOrigin } from '../../contract/origin.ts';
import { countArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { groupBy } from './group.ts';
import { whyCannotTell } from './reachable.ts';
import { isFromBrowser } from './streams.ts';
import { counted, sentence } from './words.ts';

/** A connection was used again: several requests of a browser were answered on it. */
export const requestsOnOneConnection = defineCheck({
  id: 'requests-on-one-connection',
  summary: 'At least so many requests of a browser were answered on one connection.',
  args: v.strictObject({ origin: originArg, atLeast: countArg('How many requests on the one connection.') }),
  check(trace, { origin, atLeast }) {
    const answered = exchangesOn(trace, { origin }).filter(
      (exchange) => exchange.respondedAt !== undefined && isFromBrowser(trace, exchange),
    );
    const byConn = groupBy(answered, ({ conn }) => conn);
    const [conn, most = []] = [...byConn].reduce<[number, typeof answered] | []>(
      (best, entry) => (entry[1].length > (best[1]?.length ?? 0) ? entry : best),
      [],
    );
    const last = most.at(-1);
    const evidence = last && { frame: last.requestFrame };
    if (conn !== undefined && most.length >= atLeast) {
      return met(`${sentence(counted(most.length, 'request'))} on connection ${conn}.`, evidence);
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        conn === undefined
          ? `No request ${overOrigin(origin)} has been answered so far.`
          : `The most so far is ${counted(most.length, 'request')}, on connection ${conn}. It takes ${counted(atLeast, 'request')}.`,
        evidence,
      )
    );
  },
});
