import * as v from 'valibot';
import { EVERY_TARGET, textIn, type FaultDefinition, type TextField } from './definition.ts';

const EVENT: TextField = { kind: 'text', name: 'eventId', label: 'Event id', maxLength: 200, default: '42' };

export const cutAfterEventSchema = v.strictObject({
  type: v.literal('cut-after-event'),
  /** The value of the `id` field. */
  eventId: textIn(EVENT),
});

export const cutAfterEvent: FaultDefinition<v.InferOutput<typeof cutAfterEventSchema>> = {
  label: 'Cut after an event',
  on: EVERY_TARGET,
  momentary: false,
  fields: [EVENT],
  explain: ({ eventId }) =>
    `Resets the connection right behind the first event with id ${eventId}. Every response body is read as an event stream for that, inside gzip too; there the cut is behind the compressed bytes that bring the event.`,
};
