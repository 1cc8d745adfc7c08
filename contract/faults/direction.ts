import * as v from 'valibot';
import type { ChoiceField } from './definition.ts';

export type FaultDirection = 'client-to-server' | 'server-to-client' | 'both';

/** Which way a fault acts. Both ways when it is left out. */
export const directionSchema = v.optional(
  v.picklist(['client-to-server', 'server-to-client', 'both']),
  'both',
);

export const DIRECTION_FIELD: ChoiceField = {
  kind: 'choice',
  name: 'direction',
  label: 'Direction',
  options: [
    { value: 'both', label: 'Both' },
    { value: 'client-to-server', label: 'Client to server' },
    { value: 'server-to-client', label: 'Server to client' },
  ],
  default: 'both',
};

export const WHICH_WAY: Readonly<Record<FaultDirection, string>> = {
  both: 'in both directions',
  'client-to-server': 'from client to server',
  'server-to-client': 'from server to client',
};

/** For faults that act in one direction only: it has to be named. */
export const oneWaySchema = v.picklist(['client-to-server', 'server-to-client']);

/** A field for `oneWaySchema`. */
export const oneWayField = (preset: 'client-to-server' | 'server-to-client'): ChoiceField => ({
  ...DIRECTION_FIELD,
  options: DIRECTION_FIELD.options.filter(({ value }) => value !== 'both'),
  default: preset,
});
