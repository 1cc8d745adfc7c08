import * as v from 'valibot';
import { bytesOf, EVERY_TARGET, numberIn, type FaultDefinition, type NumberField } from './definition.ts';
import { DIRECTION_FIELD, directionSchema, WHICH_WAY } from './direction.ts';

const RATE: NumberField = {
  kind: 'number',
  name: 'bytesPerSecond',
  label: 'Rate',
  unit: 'bytes/s',
  min: 1,
  max: 1_000_000_000,
  default: 10_000,
};

export const bandwidthSchema = v.strictObject({
  type: v.literal('bandwidth'),
  direction: directionSchema,
  bytesPerSecond: numberIn(RATE),
});

export const bandwidth: FaultDefinition<v.InferOutput<typeof bandwidthSchema>> = {
  label: 'Bandwidth',
  on: EVERY_TARGET,
  momentary: false,
  fields: [DIRECTION_FIELD, RATE],
  explain: ({ direction, bytesPerSecond }) =>
    `Lets ${bytesOf(bytesPerSecond)} a second through ${WHICH_WAY[direction]}, each direction on its own, in pieces of at most a twentieth of that.`,
};
