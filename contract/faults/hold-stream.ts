import * as v from 'valibot';
import { EVERY_TARGET, numberIn, type FaultDefinition, type NumberField } from './definition.ts';
import { DIRECTION_FIELD, directionSchema, WHICH_WAY } from './direction.ts';

const STREAM: NumberField = {
  kind: 'number',
  name: 'streamId',
  label: 'Stream',
  unit: '',
  min: 1,
  max: 2_147_483_647,
  default: 1,
};

export const holdStreamSchema = v.strictObject({
  type: v.literal('hold-stream'),
  direction: directionSchema,
  /** The Stream Identifier (RFC 9113 §4.1). */
  streamId: numberIn(STREAM),
});

export const holdStream: FaultDefinition<v.InferOutput<typeof holdStreamSchema>> = {
  label: 'Hold one stream',
  on: EVERY_TARGET,
  momentary: false,
  fields: [STREAM, { ...DIRECTION_FIELD, default: 'server-to-client' }],
  explain: ({ direction, streamId }) =>
    `Holds the DATA frames of HTTP/2 stream ${streamId} ${WHICH_WAY[direction]}, and what follows them on it. Other streams pass; only when trailers are held, later header blocks wait behind them, since HPACK reads them in order (RFC 7541 §2.2).`,
};
