import * as v from 'valibot';
import { bytesOf, EVERY_TARGET, numberIn, type FaultDefinition, type NumberField } from './definition.ts';
import { DIRECTION_FIELD, directionSchema, WHICH_WAY } from './direction.ts';

const SIZE: NumberField = {
  kind: 'number',
  name: 'bytes',
  label: 'Limit',
  unit: 'bytes',
  min: 1,
  max: 1_000_000_000,
  default: 10_000,
};

export const limitSchema = v.strictObject({
  type: v.literal('limit'),
  direction: directionSchema,
  bytes: numberIn(SIZE),
});

export const limit: FaultDefinition<v.InferOutput<typeof limitSchema>> = {
  label: 'Limit of bytes',
  on: EVERY_TARGET,
  momentary: false,
  fields: [DIRECTION_FIELD, SIZE],
  explain: ({ direction, bytes }) =>
    `Lets ${bytesOf(bytes)} pass ${WHICH_WAY[direction]} from now on, each direction counted on its own, then closes the connection.`,
};
