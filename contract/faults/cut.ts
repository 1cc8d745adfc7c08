import * as v from 'valibot';
import { EVERY_TARGET, type FaultDefinition } from './definition.ts';

export const cutSchema = v.strictObject({ type: v.literal('cut') });

export const cut: FaultDefinition<v.InferOutput<typeof cutSchema>> = {
  label: 'Cut',
  on: EVERY_TARGET,
  momentary: true,
  fields: [],
  explain: () => 'Resets the TCP connection: both ends lose it at once, with a RST and no goodbye.',
};
