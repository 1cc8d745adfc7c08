import * as v from 'valibot';
import { clientOriginIdSchema, overOrigin } from '../origin.ts';

/** Publishes an event by POST /publish, as anybody may; the request goes over the wire like every other. */
export const publishActionSchema = v.strictObject({
  type: v.literal('publish'),
  origin: clientOriginIdSchema,
  data: v.pipe(v.string(), v.maxLength(10_000)),
  /** The event's type. Left out: `message`. */
  event: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100))),
  /** Left out: the feed that every stream shares. */
  topic: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20)), 1),
});
type Publish = v.InferOutput<typeof publishActionSchema>;

/** The path of the request that publishes. */
export const publishPath = ({ topic }: Publish): string =>
  topic === undefined ? '/publish' : `/publish?topic=${topic}`;

export function explainPublish(action: Publish): string {
  const { origin, count, topic } = action;
  const what = count === 1 ? 'an event' : `${count} events`;
  const where = topic === undefined ? '' : ` to the topic ${topic}`;
  return `Publishes ${what}${where}: POST ${publishPath(action)} ${overOrigin(origin)}.`;
}
