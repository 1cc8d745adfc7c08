import type { FaultOf } from '../../contract/faults.ts';
import { oneHandlerEach, type FaultDoing } from './doing.ts';
import { createFrameGates } from './frames/frame-gates.ts';
import type { Piece } from './frames/reader.ts';

/** Leaves the other end with half a frame, which it must not take for a whole one. */
export const cutInFrame: FaultDoing<FaultOf<'cut-in-frame'>> = {
  kind: 'gates',
  nearClient: true,
  create({ direction, frame: number }, connection) {
    let count = 0;
    let isOver = false;
    return createFrameGates(
      connection,
      oneHandlerEach(direction, ({ forward, lose }) => ({
        end() {
          if (!isOver) forward('end');
        },
        piece({ bytes, frame }: Piece) {
          // A body framed by Content-Length, and bytes that are no frame, have no frame's end that could be missed.
          const counts = frame !== undefined && frame.type !== 'body' && frame.type !== 'junk';
          if (isOver) lose(bytes.length);
          else if (counts && ++count === number) {
            isOver = true;
            const half = Math.ceil(bytes.length / 2);
            forward(bytes.subarray(0, half));
            lose(bytes.length - half);
            connection.cutWhenSent();
          } else forward(bytes);
        },
      })),
    );
  },
};
