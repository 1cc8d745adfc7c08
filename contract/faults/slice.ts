import * as v from 'valibot';
import { bytesOf, EVERY_TARGET, numberIn, type FaultDefinition, type NumberField } from './definition.ts';
import { DIRECTION_FIELD, directionSchema, WHICH_WAY } from './direction.ts';

const SIZE: NumberField = {
  kind: 'number',
  name: 'bytes',
  label: 'Piece',
  unit: 'bytes',
  min: 1,
  max: 1_000_000,
  default: 5,
};
const PAUSE: NumberField = {
  kind: 'number',
  name: 'delayMs',
  label: 'Pause',
  unit: 'ms',
  min: 1,
  max: 60_000,
  default: 20,
};

export const sliceSchema = v.strictObject({
  type: v.literal('slice'),
  direction: directionSchema,
  /** The longest piece. */
  bytes: numberIn(SIZE),
  /** From one piece to the next, in milliseconds. */
  delayMs: numberIn(PAUSE),
});

export const slice: FaultDefinition<v.InferOutput<typeof sliceSchema>> = {
  label: 'Slice',
  on: EVERY_TARGET,
  momentary: false,
  fields: [DIRECTION_FIELD, SIZE, PAUSE],
  explain: ({ direction, bytes, delayMs }) =>
    `Cuts what passes ${WHICH_WAY[direction]} into pieces of at most ${bytesOf(bytes)}, ${delayMs} ms from one to the next.`,
};
