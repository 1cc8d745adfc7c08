import * as v from 'valibot';
import { EVERY_TARGET, numberIn, type FaultDefinition, type NumberField } from './definition.ts';
import { oneWayField, oneWaySchema, WHICH_WAY } from './direction.ts';
import { SEED } from './seed.ts';

const BYTE: NumberField = {
  kind: 'number',
  name: 'byte',
  label: 'Byte',
  unit: '',
  min: 1,
  max: 1_000_000_000,
  default: 1,
};

export const corruptSchema = v.strictObject({
  type: v.literal('corrupt'),
  direction: oneWaySchema,
  /** Counted from 1, from the moment the fault is there. */
  byte: numberIn(BYTE),
  seed: v.optional(numberIn(SEED), SEED.default),
});

export const corrupt: FaultDefinition<v.InferOutput<typeof corruptSchema>> = {
  label: 'Corrupt one byte',
  on: EVERY_TARGET,
  momentary: false,
  fields: [oneWayField('server-to-client'), BYTE, SEED],
  explain: ({ direction, byte, seed }) =>
    `Flips one bit of byte ${byte} ${WHICH_WAY[direction]}, counted from now on, inside TLS where there is TLS; which bit, a die with seed ${seed} says. ${
      direction === 'client-to-server'
        ? 'The recording shows the byte as the client sent it.'
        : 'The recording shows the byte as the client gets it.'
    }`,
};
