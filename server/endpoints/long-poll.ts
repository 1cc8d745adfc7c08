import type { Endpoint } from './endpoint.ts';
import { MAX_LONG_POLL_MS } from './limits.ts';
import { numberParameter, topicParameter } from './parameters.ts';
import { pollAnswer } from './poll.ts';
import { splitTarget, topicOf, wholeNumber } from './request.ts';

/** How long a request is held without an event. Proxies often give up after 30 s or 60 s (RFC 6202 §5.5). */
const DEFAULT_TIMEOUT_MS = 25_000;

export const longPoll: Endpoint = {
  path: '/long-poll',
  summary:
    'Long polling: holds the request until there is an event after ?after= (without it, the next one), ' +
    'or answers 204 after ?timeout= ms.',
  parameters: [
    topicParameter,
    numberParameter('after', 'The id of the last event that was seen.', { example: 1 }),
    numberParameter('timeout', 'Answers 204 after so many ms without an event.', {
      most: MAX_LONG_POLL_MS,
      example: 5_000,
    }),
  ],
  methods: {
    GET(req, res, lab) {
      const { query } = splitTarget(req);
      const topic = topicOf(query);
      const timeoutMs = wholeNumber(query, 'timeout', MAX_LONG_POLL_MS) ?? DEFAULT_TIMEOUT_MS;
      // Without a cursor the client knows nothing yet, and waits for what comes next. With one, it gets at once what came
      // between its last answer and this request.
      const after = wholeNumber(query, 'after') ?? lab.log.lastId(topic);

      res.setHeader('Cache-Control', 'no-store');
      const answer = (): void => {
        cleanUp();
        const events = lab.log.read(topic, after);
        if (events.length === 0) res.status(204).end();
        else res.json(pollAnswer(events, after));
      };

      // Three things can end the wait: an event, the time-out, and the lab shutting down. Or the client goes away, which
      // `close` tells; each of them has to leave nothing behind.
      const cleanUps: (() => void)[] = [];
      const cleanUp = (): void => {
        for (const undo of cleanUps.splice(0)) undo();
      };
      if (lab.log.lastId(topic) > after || timeoutMs === 0 || req.method === 'HEAD') {
        answer();
        return;
      }
      res.on('close', cleanUp);
      cleanUps.push(
        lab.log.subscribe(topic, after, answer),
        lab.clock.after(timeoutMs, answer),
        lab.onShutdown(answer),
      );
    },
  },
};
