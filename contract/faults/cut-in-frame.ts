import * as v from 'valibot';
import { EVERY_TARGET, numberIn, type FaultDefinition, type NumberField } from './definition.ts';
import { oneWayField, oneWaySchema, WHICH_WAY } from './direction.ts';

const FRAME: NumberField = {
  kind: 'number',
  name: 'frame',
  label: 'Frame',
  unit: '',
  min: 1,
  max: 1_000_000,
  default: 3,
};

export const cutInFrameSchema = v.strictObject({
  type: v.literal('cut-in-frame'),
  direction: oneWaySchema,
  /** Counted from 1, from the moment the fault is there. */
  frame: numberIn(FRAME),
});

export const cutInFrame: FaultDefinition<v.InferOutput<typeof cutInFrameSchema>> = {
  label: 'Cut inside a frame',
  on: EVERY_TARGET,
  momentary: false,
  fields: [oneWayField('server-to-client'), FRAME],
  explain: ({ direction, frame }) =>
    `Counts frames ${WHICH_WAY[direction]}, lets the first half of frame ${frame} pass and resets the connection. HTTP/1.1 heads and chunks, HTTP/2 frames and WebSocket frames count, each of at most 65,536 bytes; other bytes pass uncounted.`,
};
