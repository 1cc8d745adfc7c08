import * as v from 'valibot';
import { millisecondsArg, originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { polls } from './polls.ts';
import { whyCannotTell } from './reachable.ts';
import { duration } from './words.ts';

/** The server held a long poll back until there was an event. */
export const answerHeld = defineCheck({
  id: 'answer-held',
  summary:
    'A request to /long-poll was left without an answer for longer than a given time, and then brought an event.',
  args: v.strictObject({
    origin: originArg,
    longerThanMs: millisecondsArg('How long it must have been held.'),
  }),
  check(trace, { origin, longerThanMs }, now) {
    const asked = exchangesOn(trace, { origin, path: '/long-poll' });
    const held = asked.filter(
      ({ startedAt, respondedAt }) => (respondedAt ?? now) - startedAt > longerThanMs,
    );
    const brought = polls(trace, origin, '/long-poll').find(
      ({ exchange, ids }) => ids.length > 0 && held.some(({ id }) => id === exchange.id),
    );
    const shown = brought?.exchange ?? held.at(-1);
    const heldMs = shown && (shown.respondedAt ?? now) - shown.startedAt;
    return judge(
      [
        {
          label: `held for over ${duration(longerThanMs)}`,
          met: shown !== undefined,
          reason:
            asked.length === 0
              ? 'Nobody has asked /long-poll so far.'
              : `No request has waited longer than ${duration(longerThanMs)} so far.`,
          evidence: asked.length > 0 ? { frame: (shown ?? asked[0])?.requestFrame ?? 0 } : undefined,
        },
        {
          label: 'answered with an event',
          met: brought !== undefined,
          reason: 'The request that is held has brought no event so far. Publish one.',
          evidence: brought && { frame: brought.exchange.responseFrame ?? brought.exchange.requestFrame },
        },
      ],
      `Held for ${duration(heldMs ?? 0)}, then answered with event ${brought?.ids[0] ?? ''}.`,
      whyCannotTell(trace, origin),
    );
  },
});
