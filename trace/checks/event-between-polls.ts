import * as v from 'valibot';
import type { Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';
import { decodeUtf8 } from '../../wire/text.ts';
import { bodyOf } from '../bodies.ts';
import { millisecondsArg, originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { groupBy } from './group.ts';
import { polls, type Poll } from './polls.ts';
import { whyCannotTell } from './reachable.ts';
import { duration, moment } from './words.ts';

interface Published {
  readonly exchange: Exchange;
  readonly t: number;
  readonly id: number;
}

/** The events that were published by POST /publish, with the ids they got. */
function published(trace: Trace): Published[] {
  return exchangesOn(trace, { path: '/publish' }).flatMap((exchange) => {
    if (exchange.status !== 201 || exchange.respondedAt === undefined) return [];
    const text = decodeUtf8(bodyOf(trace, exchange, 'server-to-client', 1_000).bytes);
    const id = Number(/"id":\s*(\d+)/.exec(text)?.[1] ?? 'NaN');
    return Number.isFinite(id) ? [{ exchange, t: exchange.respondedAt, id }] : [];
  });
}

/** Two polls of one operation in a row. */
function neighbours(all: readonly Poll[]): [Poll, Poll][] {
  const byOp = groupBy(all, ({ exchange }) => exchange.op);
  return [...byOp.values()].flatMap((run) =>
    run.slice(1).map((next, at): [Poll, Poll] => [run[at] as Poll, next]),
  );
}

/** An event was published while no poll was open, and the next poll brought it. */
export const eventBetweenPolls = defineCheck({
  id: 'event-between-polls',
  summary:
    'An event was published (POST /publish) after one answer of a poll and before the next request, which brought it.',
  args: v.strictObject({
    origin: originArg,
    path: v.optional(
      v.pipe(v.picklist(['/poll', '/long-poll']), v.description('Which endpoint is polled.')),
      '/long-poll',
    ),
    longerThanMs: v.optional(
      millisecondsArg('For longer than this nobody asked, between the answer and the next request.'),
      0,
    ),
  }),
  check(trace, { origin, path, longerThanMs }) {
    const events = published(trace);
    const pairs = neighbours(polls(trace, origin, path)).filter(
      ([a, b]) => b.exchange.startedAt - (a.exchange.endedAt ?? Infinity) > longerThanMs,
    );
    const between = events.flatMap((event) =>
      pairs
        .filter(([a, b]) => (a.exchange.endedAt ?? 0) < event.t && event.t < b.exchange.startedAt)
        .map(([, next]) => ({ event, next })),
    );
    const brought = between.find(({ event, next }) => next.ids.includes(event.id));
    const shown = brought ?? between.at(-1);
    const [last] = events.slice(-1);
    return judge(
      [
        {
          label: 'an event was published',
          met: last !== undefined,
          reason: 'No event has been published by POST /publish so far.',
          evidence: last && { frame: last.exchange.requestFrame },
        },
        {
          label: 'no poll was open then',
          met: shown !== undefined,
          reason:
            longerThanMs === 0
              ? 'Every event so far was published while a poll was open, or while nobody polled.'
              : `No event so far was published in a gap of over ${duration(longerThanMs)} between two polls.`,
          evidence: shown && { frame: shown.event.exchange.requestFrame },
        },
        {
          label: 'the next poll brought it',
          met: brought !== undefined,
          reason: 'The poll after it did not bring the event: it was lost.',
          evidence: shown && { frame: shown.next.exchange.responseFrame ?? shown.next.exchange.requestFrame },
        },
      ],
      brought
        ? `Event ${brought.event.id} was published at ${moment(brought.event.t)}, between two polls; the next one brought it.`
        : '',
      whyCannotTell(trace, origin),
    );
  },
});
