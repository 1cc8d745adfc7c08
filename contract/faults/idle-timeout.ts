import * as v from 'valibot';
import { EVERY_TARGET, numberIn, type FaultDefinition, type NumberField } from './definition.ts';

const IDLE: NumberField = {
  kind: 'number',
  name: 'idleMs',
  label: 'Silence',
  unit: 'ms',
  min: 10,
  max: 3_600_000,
  default: 60_000,
};

export const idleTimeoutSchema = v.strictObject({ type: v.literal('idle-timeout'), idleMs: numberIn(IDLE) });

export const idleTimeout: FaultDefinition<v.InferOutput<typeof idleTimeoutSchema>> = {
  label: 'Idle time-out',
  on: EVERY_TARGET,
  momentary: false,
  fields: [IDLE],
  explain: ({ idleMs }) =>
    `Closes the connection when no byte has passed in either direction for ${idleMs} ms, as many proxies do.`,
};
