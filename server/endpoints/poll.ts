import type { LogEvent } from '../log/event-log.ts';
import type { Endpoint } from './endpoint.ts';
import { splitTarget, topicOf, wholeNumber } from './request.ts';

/** What a poll is answered with: the events, and the cursor to ask with next time. */
export function pollAnswer(
  events: readonly LogEvent[],
  after: number,
): { events: readonly LogEvent[]; after: number } {
  return { events, after: events.at(-1)?.id ?? after };
}

export const poll: Endpoint = {
  path: '/poll',
  summary: 'Short polling: the events since ?after= at once, or 204 when there are none.',
  methods: {
    GET(req, res, lab) {
      const { query } = splitTarget(req);
      const after = wholeNumber(query, 'after') ?? 0;
      const events = lab.log.read(topicOf(query), after);

      // The same request gets a different answer a second later, so no cache may answer in our place (RFC 9111 §5.2.2.5).
      res.setHeader('Cache-Control', 'no-store');
      if (events.length === 0) {
        res.status(204).end();
      } else {
        res.json(pollAnswer(events, after));
      }
    },
  },
};
