import * as v from 'valibot';
import type { OriginId } from '../../contract/origin.ts';
import { eventsOf, type EventRow } from '../messages.ts';
import type { Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';
import { countArg, millisecondsArg, originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';
import { counted, duration, sentence } from './words.ts';

/** Events that reach the client within this time of one another came in one burst. */
const BURST_MS = 50;

/** Events that came at once after a time in which none did. */
export interface Burst {
  readonly exchange: Exchange;
  readonly events: readonly EventRow[];
  /** From the event before it, or from the request, to its first event. */
  readonly afterMs: number;
}

/** The bursts of the event streams of an origin, single events included, in order. */
export function bursts(trace: Trace, origin: OriginId): Burst[] {
  return exchangesOn(trace, { origin })
    .filter(({ carries }) => carries === 'sse')
    .flatMap((exchange) => {
      const found: (Burst & { events: EventRow[] })[] = [];
      let before = exchange.startedAt;
      for (const event of eventsOf(trace, exchange)) {
        const open = found.at(-1);
        if (open && event.t - (open.events.at(-1)?.t ?? 0) < BURST_MS) open.events.push(event);
        else found.push({ exchange, events: [event], afterMs: event.t - before });
        before = event.t;
      }
      return found;
    });
}

/** Something on the way held events back, let them go in one burst, and later let them pass one by one. */
export const eventsHeldThenFlowing = defineCheck({
  id: 'events-held-then-flowing',
  summary:
    'Several events came in one burst after a silence (something held them back); later events came one by one.',
  args: v.strictObject({
    origin: originArg,
    longerThanMs: millisecondsArg('How long the silence before the burst was, at least.'),
    atLeast: v.optional(countArg('How many events the burst had, at least.'), 2),
    flowing: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.description('How many single events must follow. 0: the burst is enough.'),
      ),
      3,
    ),
  }),
  check(trace, { origin, longerThanMs, atLeast, flowing }) {
    const all = bursts(trace, origin);
    const isHeld = ({ afterMs, events }: Burst): boolean =>
      afterMs > longerThanMs && events.length >= atLeast;
    const held = all.find(isHeld);
    const later = held ? all.filter(({ events }) => (events[0]?.t ?? 0) > (held.events.at(-1)?.t ?? 0)) : [];
    /* The newest run of single events. */
    const run = later.length - 1 - later.findLastIndex(isHeld);
    const last = later.at(-1);
    return judge(
      [
        {
          label: 'events were held back',
          met: held !== undefined,
          reason:
            all.length === 0
              ? 'No event has come so far.'
              : `No ${atLeast} events have come at once after ${duration(longerThanMs)} of silence so far.`,
          evidence: (held ?? all.at(-1)) && { frame: (held ?? all.at(-1))?.events[0]?.row ?? 0 },
        },
        ...(flowing === 0
          ? []
          : [
              {
                label: 'then they flowed',
                met: run >= flowing,
                reason: `Since then ${run} of ${flowing} events have come one by one.`,
                evidence: last?.events[0] && { frame: last.events[0].row },
              },
            ]),
      ],
      `${sentence(counted(held?.events.length ?? 0, 'event'))} came at once after ${duration(held?.afterMs ?? 0)} of silence` +
        (flowing === 0 ? '.' : `; ${run} have come one by one since.`),
      whyCannotTell(trace, origin),
    );
  },
});
