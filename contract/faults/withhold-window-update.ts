import * as v from 'valibot';
import { EVERY_TARGET, type FaultDefinition } from './definition.ts';
import { DIRECTION_FIELD, directionSchema, WHICH_WAY } from './direction.ts';

export const withholdWindowUpdateSchema = v.strictObject({
  type: v.literal('withhold-window-update'),
  direction: directionSchema,
});

export const withholdWindowUpdate: FaultDefinition<v.InferOutput<typeof withholdWindowUpdateSchema>> = {
  label: 'Withhold WINDOW_UPDATE',
  on: EVERY_TARGET,
  momentary: false,
  fields: [{ ...DIRECTION_FIELD, default: 'client-to-server' }],
  explain: ({ direction }) =>
    `Holds the WINDOW_UPDATE frames of HTTP/2 ${WHICH_WAY[direction]}, so that the other end runs out of window (RFC 9113 §5.2). They are let go when the fault is taken off. Other frames pass.`,
};
