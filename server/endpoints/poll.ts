import type { LogEvent } from '../log/event-log.ts';
import type { Endpoint } from './endpoint.ts';
import { entityTag, isMatched } from './etag.ts';
import { gapBefore, type Gap } from './follow.ts';
import { choiceParameter, numberParameter, topicParameter } from './parameters.ts';
import { choice, splitTarget, topicOf, wholeNumber } from './request.ts';

interface PollAnswer {
  /** Present when events after the cursor are gone: the client came too late for them. */
  readonly gap?: Gap;
  readonly events: readonly LogEvent[];
  /** The cursor to ask with next time. */
  readonly after: number;
}

/** What a poll with the cursor `after` is answered with. */
export function pollAnswer(events: readonly LogEvent[], after: number): PollAnswer {
  const gap = gapBefore(events, after);
  return { ...(gap && { gap }), events, after: events.at(-1)?.id ?? after };
}

const FORMS = ['204', '304'] as const;

export const poll: Endpoint = {
  path: '/poll',
  summary:
    'Short polling: the events since ?after= at once (without it, all that the log keeps), or 204 when there are none. ' +
    'Or an ETag, and 304 to an If-None-Match that names it.',
  parameters: [
    topicParameter,
    numberParameter('after', 'The id of the last event that was seen.', { example: 1 }),
    choiceParameter('form', FORMS, 'How it says that there is nothing new.'),
  ],
  methods: {
    GET(req, res, lab) {
      const { query } = splitTarget(req);
      const topic = topicOf(query);
      // Without a cursor the client has seen nothing, so it gets everything there is.
      const after = wholeNumber(query, 'after') ?? 0;
      const form = choice(query, 'form', FORMS) ?? '204';
      const events = lab.log.read(topic, after);

      if (form === '304') {
        // A cache may keep the answer but has to ask each time whether it still holds (RFC 9111 §5.2.2.4): a browser does
        // so by itself, with If-None-Match, and the page that called `fetch` never sees the 304.
        const tag = entityTag(lab, topic, after);
        res.setHeader('Cache-Control', 'no-cache');
        res.setHeader('ETag', tag);
        if (isMatched(req.headers['if-none-match'], tag)) res.status(304).end();
        else res.json(pollAnswer(events, after));
        return;
      }

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
