import * as v from 'valibot';
import { EVERY_TARGET, numberIn, type FaultDefinition, type NumberField } from './definition.ts';
import { DIRECTION_FIELD, directionSchema, WHICH_WAY } from './direction.ts';
import { SEED } from './seed.ts';

const LONGEST: NumberField = {
  kind: 'number',
  name: 'maxMs',
  label: 'At most',
  unit: 'ms',
  min: 1,
  max: 60_000,
  default: 200,
};

export const jitterSchema = v.strictObject({
  type: v.literal('jitter'),
  direction: directionSchema,
  /** The longest that a chunk is held on its own account, in milliseconds. */
  maxMs: numberIn(LONGEST),
  seed: v.optional(numberIn(SEED), SEED.default),
});

export const jitter: FaultDefinition<v.InferOutput<typeof jitterSchema>> = {
  label: 'Jitter',
  on: EVERY_TARGET,
  momentary: false,
  fields: [DIRECTION_FIELD, LONGEST, SEED],
  explain: ({ direction, maxMs, seed }) =>
    `Holds each chunk ${WHICH_WAY[direction]} for a random time from 0 to ${maxMs} ms (seed ${seed}). None overtakes the one before it.`,
};
