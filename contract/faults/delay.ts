import * as v from 'valibot';
import { EVERY_TARGET, numberIn, type FaultDefinition, type NumberField } from './definition.ts';
import { DIRECTION_FIELD, directionSchema, WHICH_WAY } from './direction.ts';

const DELAY: NumberField = {
  kind: 'number',
  name: 'delayMs',
  label: 'Delay',
  unit: 'ms',
  min: 1,
  max: 60_000,
  default: 500,
};

export const delaySchema = v.strictObject({
  type: v.literal('delay'),
  direction: directionSchema,
  /** How long each chunk is held, in milliseconds. */
  delayMs: numberIn(DELAY),
});

export const delay: FaultDefinition<v.InferOutput<typeof delaySchema>> = {
  label: 'Latency',
  on: EVERY_TARGET,
  momentary: false,
  fields: [DIRECTION_FIELD, DELAY],
  explain: ({ direction, delayMs }) =>
    `Holds each chunk ${WHICH_WAY[direction]} for ${delayMs} ms, in order.`,
};
