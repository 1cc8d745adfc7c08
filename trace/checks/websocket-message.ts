import * as v from 'valibot';
import { bytesArg, countArg, directionArg, originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { socketMessages, wayOf } from './sockets.ts';

/** A WebSocket message of a certain kind crossed the wire. */
export const websocketMessage = defineCheck({
  id: 'websocket-message',
  summary:
    'A whole WebSocket message crossed the wire: of so many bytes, of a type, one way, in so many frames.',
  args: v.strictObject({
    origin: originArg,
    direction: directionArg,
    bytes: v.optional(bytesArg('Its length, exactly. Left out: any.')),
    atLeastBytes: v.optional(bytesArg('Its length, at least.'), 0),
    type: v.optional(v.pipe(v.picklist(['text', 'binary']), v.description('Left out: either.'))),
    frames: v.optional(countArg('In how many frames, at least. 2: a fragmented message.'), 1),
    compressed: v.optional(v.pipe(v.boolean(), v.description('Whether it must have been compressed.'))),
  }),
  check(trace, { origin, direction, bytes, atLeastBytes, type, frames, compressed }) {
    const all = socketMessages(trace, origin, direction);
    const found = all.find(
      (message) =>
        (bytes === undefined || message.size === bytes) &&
        (message.size ?? 0) >= atLeastBytes &&
        (type === undefined || message.type === type) &&
        message.rows.length >= frames &&
        (compressed === undefined || message.compressed === compressed),
    );
    if (found) {
      const many = found.rows.length === 1 ? 'one frame' : `${found.rows.length} frames`;
      const size = (found.size ?? 0).toLocaleString('en');
      const how = found.compressed ? ', compressed' : '';
      return met(`A ${found.type} message of ${size} bytes${wayOf(found.direction)}, in ${many}${how}.`, {
        frame: found.rows[0] ?? found.row,
      });
    }
    const last = all.at(-1);
    const way = wayOf(direction);
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        last
          ? `The last message${way} was ${last.type}, ${(last.size ?? 0).toLocaleString('en')} bytes in ${last.rows.length} ${last.rows.length === 1 ? 'frame' : 'frames'}.`
          : `No WebSocket message${way} has come so far.`,
        last && { frame: last.row },
      )
    );
  },
});
