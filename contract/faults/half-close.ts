import * as v from 'valibot';
import { EVERY_TARGET, type FaultDefinition } from './definition.ts';
import { oneWayField, oneWaySchema } from './direction.ts';

export const halfCloseSchema = v.strictObject({ type: v.literal('half-close'), direction: oneWaySchema });

export const halfClose: FaultDefinition<v.InferOutput<typeof halfCloseSchema>> = {
  label: 'Half-close',
  on: EVERY_TARGET,
  momentary: true,
  fields: [oneWayField('server-to-client')],
  explain: ({ direction }) =>
    direction === 'server-to-client'
      ? 'Sends the client a FIN, as if the server had ended its side. The server is not told: what it still writes is lost, and what the client sends still arrives.'
      : 'Tells the server that the client has ended its side. The client is not told: what it still sends is lost, and what the server writes still arrives.',
};
