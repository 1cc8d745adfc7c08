import type { NumberField } from './definition.ts';

/** Faults that throw dice take them from a seed: the same seed on the same connection number throws the same. */
export const SEED: NumberField = {
  kind: 'number',
  name: 'seed',
  label: 'Seed',
  unit: '',
  min: 0,
  max: 4_294_967_295,
  default: 1,
};
