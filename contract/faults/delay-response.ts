import * as v from 'valibot';
import {
  EVERY_TARGET,
  numberIn,
  type ChoiceField,
  type FaultDefinition,
  type NumberField,
} from './definition.ts';

const PART: ChoiceField = {
  kind: 'choice',
  name: 'part',
  label: 'Part',
  options: [
    { value: 'headers', label: 'Headers' },
    { value: 'body', label: 'Body' },
  ],
  default: 'headers',
};
const DELAY: NumberField = {
  kind: 'number',
  name: 'delayMs',
  label: 'Delay',
  unit: 'ms',
  min: 1,
  max: 60_000,
  default: 1_000,
};

export const delayResponseSchema = v.strictObject({
  type: v.literal('delay-response'),
  part: v.picklist(['headers', 'body']),
  delayMs: numberIn(DELAY),
});

export const delayResponse: FaultDefinition<v.InferOutput<typeof delayResponseSchema>> = {
  label: 'Delay headers or body',
  on: EVERY_TARGET,
  momentary: false,
  fields: [PART, DELAY],
  explain: ({ part, delayMs }) =>
    part === 'headers'
      ? `Holds each response head of HTTP/1.1 and each header block of HTTP/2 from server to client for ${delayMs} ms. A body waits only for its own head.`
      : `Holds the bytes of each response body for ${delayMs} ms. Heads are not held, but wait behind an earlier body where the protocol keeps order: on HTTP/1.1 always, on HTTP/2 behind a body of their stream and behind header blocks that wait (RFC 7541 §2.2).`,
};
