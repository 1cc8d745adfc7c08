import * as v from 'valibot';
import { EVERY_TARGET, type FaultDefinition } from './definition.ts';
import { DIRECTION_FIELD, directionSchema, WHICH_WAY } from './direction.ts';

export const freezeSchema = v.strictObject({ type: v.literal('freeze'), direction: directionSchema });

export const freeze: FaultDefinition<v.InferOutput<typeof freezeSchema>> = {
  label: 'Freeze',
  on: EVERY_TARGET,
  momentary: false,
  fields: [DIRECTION_FIELD],
  explain: ({ direction }) =>
    `Holds every byte ${WHICH_WAY[direction]} and says nothing. The connection stays open and neither end is told.`,
};
