import * as v from 'valibot';
import { originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { exchangesOn, fieldValue } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';

/** A request to a WebSocket endpoint was refused with a status. */
export const upgradeRefused = defineCheck({
  id: 'upgrade-refused',
  summary:
    'A request to /ws was answered with a certain status instead of a WebSocket, such as 400, 403 or 426.',
  args: v.strictObject({
    origin: originArg,
    status: v.pipe(v.number(), v.integer(), v.minValue(300), v.description('The status of the answer.')),
    withKey: v.optional(
      v.pipe(
        v.boolean(),
        v.description('Whether the request must have had a Sec-WebSocket-Key, or must have had none.'),
      ),
    ),
  }),
  check(trace, { origin, status, withKey }) {
    const answered = exchangesOn(trace, { origin }).filter(
      (exchange) =>
        exchange.target.startsWith('/ws') &&
        exchange.status !== undefined &&
        (withKey === undefined ||
          withKey === (fieldValue(exchange.headers, 'sec-websocket-key') !== undefined)),
    );
    const asked = { true: 'with a Sec-WebSocket-Key ', false: 'without a Sec-WebSocket-Key ' };
    const how = withKey === undefined ? '' : asked[`${withKey}`];
    const refused = answered.find((exchange) => exchange.status === status);
    const last = answered.at(-1);
    if (refused) {
      return met(`${refused.method} ${refused.target} was answered with ${status}.`, {
        frame: refused.responseFrame ?? refused.requestFrame,
      });
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        last
          ? `The last answer to a request for /ws ${how}was ${last.status ?? ''}.`
          : `Nobody has asked for /ws ${how}so far.`,
        last && { frame: last.responseFrame ?? last.requestFrame },
      )
    );
  },
});
