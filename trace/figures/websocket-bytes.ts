import * as v from 'valibot';
import { directionArg, originArg } from '../checks/args.ts';
import { socketMessages } from '../checks/sockets.ts';
import { frameBytes } from '../checks/exchanges.ts';
import { bytesReading, defineFigure } from './figure.ts';

/** What the newest WebSocket message cost: the bytes around its payload, or all of them. */
export const websocketBytes = defineFigure({
  id: 'websocket-bytes',
  summary:
    'The frame header, the payload or the whole of the newest WebSocket message, in bytes on the wire.',
  args: v.strictObject({
    origin: originArg,
    direction: directionArg,
    what: v.pipe(v.picklist(['header', 'payload', 'whole']), v.description('Which part.')),
    compressed: v.optional(v.pipe(v.boolean(), v.description('Whether it must have been compressed.'))),
  }),
  read(trace, { origin, direction, what, compressed }) {
    const message = socketMessages(trace, origin, direction).findLast(
      (each) => compressed === undefined || each.compressed === compressed,
    );
    if (!message) return undefined;
    const whole = message.rows.reduce((sum, row) => sum + frameBytes(trace, row), 0);
    const payload = message.rows.reduce((sum, row) => sum + trace.frames.lengthOf(row), 0);
    const bytes = { whole, payload, header: whole - payload }[what];
    return bytesReading(bytes, { frame: message.rows[0] ?? message.row });
  },
});
