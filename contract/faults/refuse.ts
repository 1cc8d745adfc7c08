import * as v from 'valibot';
import type { FaultDefinition } from './definition.ts';

export const refuseSchema = v.strictObject({ type: v.literal('refuse') });

export const refuse: FaultDefinition<v.InferOutput<typeof refuseSchema>> = {
  label: 'Refuse new connections',
  on: ['origin'],
  momentary: false,
  fields: [],
  explain: () =>
    'Resets each new connection as soon as it is accepted, before any byte is read. Connections that are open stay.',
};
