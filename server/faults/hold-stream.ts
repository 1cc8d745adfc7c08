import type { FaultOf } from '../../contract/faults.ts';
import { FRAME_TYPES } from '../../wire/http2/frame.ts';
import { oneHandlerEach, type FaultDoing } from './doing.ts';
import { createFrameGates } from './frames/frame-gates.ts';
import { StreamQueue } from './frames/stream-queue.ts';

/** More than the windows that browsers give one stream, so that the others do not wait for room. */
const ROOM_BYTES = 16 * 1024 * 1024;

/** One stream stands still while the others go on: what HTTP/2 can do and HTTP/1.1 cannot. */
export const holdStream: FaultDoing<FaultOf<'hold-stream'>> = {
  kind: 'gates',
  nearClient: true,
  create: ({ direction, streamId }, connection) =>
    createFrameGates(
      connection,
      oneHandlerEach(direction, ({ forward }) => {
        const queue = new StreamQueue(connection.clock, forward);
        return {
          roomBytes: ROOM_BYTES,
          piece(piece) {
            const { frame } = piece;
            if (frame?.layer !== 'http2') {
              forward(piece.bytes);
              return;
            }
            const isHeld = frame.streamId === streamId && frame.typeCode === FRAME_TYPES.DATA;
            queue.push(piece, isHeld ? Infinity : 0);
          },
          end: () => queue.end(),
          open: () => queue.open(),
          stop: () => queue.stop(),
        };
      }),
    ),
};
