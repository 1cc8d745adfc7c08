import * as v from 'valibot';
import { plainPayload } from '../../wire/websocket/mask.ts';
import { opposite } from '../../contract/direction.ts';
import { directionArg, originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { socketFrame, socketFrames } from './sockets.ts';
import { duration } from './words.ts';

/** A ping came back as a pong with the same content. */
export const pingAnswered = defineCheck({
  id: 'ping-answered',
  summary: 'A WebSocket ping was answered by a pong with the same content (RFC 6455 §5.5.3).',
  args: v.strictObject({ origin: originArg, direction: directionArg }),
  check(trace, { origin, direction }) {
    const { frames } = trace;
    const content = (row: number): string => plainPayload(socketFrame(trace, row)).join();
    const pings = socketFrames(trace, origin, ['ping'], direction);
    const pongs = socketFrames(trace, origin, ['pong']);
    const pairs = pings.flatMap((ping) => {
      const pong = pongs.find(
        ({ exchange, row }) =>
          exchange === ping.exchange &&
          frames.direction(row) === opposite(frames.direction(ping.row)) &&
          frames.t(row) >= frames.tEnd(ping.row) &&
          content(row) === content(ping.row),
      );
      return pong ? [{ ping, pong }] : [];
    });
    const [pair] = pairs;
    const lastPing = pings.at(-1);
    const afterMs = pair ? frames.tEnd(pair.pong.row) - frames.tEnd(pair.ping.row) : 0;
    return judge(
      [
        {
          label: 'a ping was sent',
          met: lastPing !== undefined,
          reason: 'No ping has been sent so far.',
          evidence: lastPing && { frame: (pair?.ping ?? lastPing).row },
        },
        {
          label: 'a pong answered it',
          met: pair !== undefined,
          reason: 'No pong has answered it so far.',
          evidence: pair && { frame: pair.pong.row },
        },
      ],
      `A ping was answered after ${duration(afterMs)}.`,
      whyCannotTell(trace, origin),
    );
  },
});
