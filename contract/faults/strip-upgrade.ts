import * as v from 'valibot';
import { EVERY_TARGET, type FaultDefinition } from './definition.ts';

export const stripUpgradeSchema = v.strictObject({ type: v.literal('strip-upgrade') });

export const stripUpgrade: FaultDefinition<v.InferOutput<typeof stripUpgradeSchema>> = {
  label: 'Strip Upgrade',
  on: EVERY_TARGET,
  momentary: false,
  fields: [],
  explain: () =>
    'Takes the Upgrade and Connection fields out of HTTP/1.1 requests that have Upgrade, as a proxy does that does not forward them (RFC 9110 §7.6.1, §7.8). The recording shows the request as the client sent it. HTTP/2 is left alone.',
};
