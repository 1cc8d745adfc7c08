import * as v from 'valibot';
import { eventsOf } from '../messages.ts';
import type { Trace } from '../trace.ts';
import { countArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { proxied, type Proxied } from './proxied.ts';
import { whyCannotTell } from './reachable.ts';
import { counted, sentence } from './words.ts';

/** What reached the proxy of a stream while its client had nothing, not even the head of the response. */
export interface Held extends Proxied {
  readonly events: number;
  /** The last of these events, on the server's leg. */
  readonly frame: number | undefined;
}

/** The stream of which the proxy held the most, or undefined when no stream went through it. */
export function mostHeld(trace: Trace): Held | undefined {
  return proxied(trace)
    .filter(({ server }) => server.carries === 'sse')
    .map(({ client, server }) => {
      const until = client.respondedAt ?? Infinity;
      const held = eventsOf(trace, server).filter(({ t }) => t < until);
      return { client, server, events: held.length, frame: held.at(-1)?.row };
    })
    .toSorted((a, b) => b.events - a.events)[0];
}

/** A proxy collected a response, and its client saw none of it. */
export const heldByProxy = defineCheck({
  id: 'held-by-proxy',
  summary:
    'At least so many events of a stream reached the proxy while its client had not one byte of an answer.',
  args: v.strictObject({ atLeast: countArg('How many events.') }),
  check(trace, { atLeast }) {
    const most = mostHeld(trace);
    const evidence = most?.frame === undefined ? undefined : { frame: most.frame };
    const told = sentence(counted(most?.events ?? 0, 'event'));
    if (most && most.events >= atLeast) {
      return met(`${told} had reached the proxy before the first byte went on to the client.`, evidence);
    }
    return (
      whyCannotTell(trace, 'proxy') ??
      notYet(
        most
          ? `${told} of a stream came to the proxy before its client had anything, of ${atLeast}.`
          : 'No event stream has gone through the proxy so far.',
        evidence,
      )
    );
  },
});
