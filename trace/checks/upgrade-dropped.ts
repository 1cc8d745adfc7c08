import * as v from 'valibot';
import { defineCheck, judge } from './check.ts';
import { exchangesOn, fieldValue } from './exchanges.ts';
import { proxied } from './proxied.ts';
import { whyCannotTell } from './reachable.ts';

/** A proxy did not carry on the wish to change the protocol. */
export const upgradeDropped = defineCheck({
  id: 'upgrade-dropped',
  summary:
    'A client asked the proxy for an upgrade, and the proxy asked the server for the same without `Upgrade`.',
  args: v.strictObject({}),
  check(trace) {
    const wants = ({ headers }: { readonly headers: Parameters<typeof fieldValue>[0] }): boolean =>
      fieldValue(headers, 'upgrade') !== undefined;
    const asked = exchangesOn(trace, { origin: 'proxy' }).filter(wants);
    const dropped = proxied(trace).find(({ client, server }) => wants(client) && !wants(server));
    const shown = dropped?.client ?? asked.at(-1);
    return judge(
      [
        {
          label: 'the client asked for an upgrade',
          met: asked.length > 0,
          reason: 'No client has asked the proxy for an upgrade so far.',
          evidence: shown && { frame: shown.requestFrame },
        },
        {
          label: 'the proxy left it out',
          met: dropped !== undefined,
          reason: 'The proxy passed every wish for an upgrade on.',
          evidence: dropped && { frame: dropped.server.requestFrame },
        },
      ],
      `${dropped?.client.target ?? ''} left the client with Upgrade and reached the server without.`,
      whyCannotTell(trace, 'proxy'),
    );
  },
});
