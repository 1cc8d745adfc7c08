import { TooManyTopicsError } from '../log/event-log.ts';
import { HttpError, type Endpoint, type Lab } from './endpoint.ts';
import { MAX_EVENT_NAME_LENGTH, MAX_PUBLISHED_BYTES, PUBLISH_RATE } from './limits.ts';
import { topicParameter } from './parameters.ts';
import { RateLimit } from '../rate.ts';
import { readJson, splitTarget, topicOf } from './request.ts';

function invalid(where: string, error: string): HttpError {
  return new HttpError(400, {
    error,
    where,
    help: 'Send {"data": "hello"}, or {"data": …, "event": "greeting"}.',
  });
}

const createLimit = ({ clock }: Lab): RateLimit => new RateLimit(PUBLISH_RATE, clock);

function tooOften(waitSeconds: number): HttpError {
  const error = `Nothing was published: more than ${PUBLISH_RATE.perSecond} events a second are too many.`;
  const help = `Try again in ${waitSeconds} s.`;
  return new HttpError(429, { error, where: 'rate', help }, { 'Retry-After': String(waitSeconds) });
}

export const publish: Endpoint = {
  path: '/publish',
  summary:
    'Publishes {"data": …, "event"?: …} to the feed, or to another ?topic=. Answers with the id it got.',
  parameters: [topicParameter],
  methods: {
    async POST(req, res, lab) {
      const waitSeconds = lab.shared(createLimit).take();
      if (waitSeconds > 0) throw tooOften(waitSeconds);
      const topic = topicOf(splitTarget(req).query);
      const content = await readJson(req, MAX_PUBLISHED_BYTES);
      if (typeof content !== 'object' || content === null || !('data' in content)) {
        throw invalid('data', 'There is no data to publish.');
      }
      const event = 'event' in content ? content.event : undefined;
      if (
        event !== undefined &&
        (typeof event !== 'string' || event === '' || event.length > MAX_EVENT_NAME_LENGTH)
      ) {
        throw invalid('event', `The name of an event is text of 1 to ${MAX_EVENT_NAME_LENGTH} characters.`);
      }
      // In an event stream a line break ends the field: the rest of the name would be read as another field.
      if (event !== undefined && /[\r\n\0]/.test(event)) {
        throw invalid('event', 'The name of an event has no CR, LF or NUL.');
      }
      const data = typeof content.data === 'string' ? content.data : JSON.stringify(content.data);

      try {
        res.status(201).json({ id: lab.log.append(topic, { data, event }).id });
      } catch (error) {
        if (!(error instanceof TooManyTopicsError)) throw error;
        throw new HttpError(503, { error: error.message, where: 'query parameter topic' });
      }
    },
  },
};
