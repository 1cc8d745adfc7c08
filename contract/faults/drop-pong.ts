import * as v from 'valibot';
import { EVERY_TARGET, type FaultDefinition } from './definition.ts';
import { DIRECTION_FIELD, directionSchema, WHICH_WAY } from './direction.ts';

export const dropPongSchema = v.strictObject({ type: v.literal('drop-pong'), direction: directionSchema });

export const dropPong: FaultDefinition<v.InferOutput<typeof dropPongSchema>> = {
  label: 'Drop pongs',
  on: EVERY_TARGET,
  momentary: false,
  fields: [{ ...DIRECTION_FIELD, default: 'client-to-server' }],
  explain: ({ direction }) =>
    `Drops each pong ${WHICH_WAY[direction]}: the pong frames of a WebSocket over HTTP/1.1 (RFC 6455 §5.5.3) and the PING frames with ACK of HTTP/2 (RFC 9113 §6.7). Pongs inside the streams of HTTP/2 pass.`,
};
