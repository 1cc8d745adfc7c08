import * as v from 'valibot';
import { bytesOf, EVERY_TARGET, numberIn, type FaultDefinition, type NumberField } from './definition.ts';
import { DIRECTION_FIELD, directionSchema, WHICH_WAY } from './direction.ts';

const SIZE: NumberField = {
  kind: 'number',
  name: 'bytes',
  label: 'Until',
  unit: 'bytes',
  min: 1,
  max: 1_000_000,
  default: 4_096,
};
const LONGEST: NumberField = {
  kind: 'number',
  name: 'maxMs',
  label: 'Or after (0: never)',
  unit: 'ms',
  min: 0,
  max: 600_000,
  default: 0,
};

export const bufferSchema = v.strictObject({
  type: v.literal('buffer'),
  direction: directionSchema,
  bytes: numberIn(SIZE),
  /** How long the first byte is held, in milliseconds; 0: until there are enough. */
  maxMs: v.optional(numberIn(LONGEST), LONGEST.default),
});

export const buffer: FaultDefinition<v.InferOutput<typeof bufferSchema>> = {
  label: 'Buffer',
  on: EVERY_TARGET,
  momentary: false,
  fields: [DIRECTION_FIELD, SIZE, LONGEST],
  explain: ({ direction, bytes, maxMs }) =>
    `Holds bytes ${WHICH_WAY[direction]} until there are at least ${bytesOf(bytes)}${
      maxMs === 0 ? '' : `, or ${maxMs} ms have passed since the first of them`
    }, or the direction ends; then lets go of all of them, as a buffering proxy does.`,
};
