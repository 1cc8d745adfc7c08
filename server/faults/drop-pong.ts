import type { FaultOf } from '../../contract/faults.ts';
import { FLAGS, FRAME_TYPES } from '../../wire/http2/frame.ts';
import { OPCODES } from '../../wire/websocket/frame.ts';
import { oneHandlerEach, type FaultDoing } from './doing.ts';
import { createFrameGates } from './frames/frame-gates.ts';
import type { WireFrame } from './frames/reader.ts';

function isPong(frame: WireFrame | undefined): boolean {
  if (frame?.layer === 'websocket') return frame.opcode === OPCODES.pong;
  return frame?.layer === 'http2' && frame.typeCode === FRAME_TYPES.PING && (frame.flags & FLAGS.ACK) !== 0;
}

/** The other end lives, and cannot prove it: what tries the dead-peer detection of whoever pings. */
export const dropPong: FaultDoing<FaultOf<'drop-pong'>> = {
  kind: 'gates',
  nearClient: true,
  create: ({ direction }, connection) =>
    createFrameGates(
      connection,
      oneHandlerEach(direction, ({ forward, lose }) => ({
        piece({ bytes, frame }) {
          if (isPong(frame)) lose(bytes.length);
          else forward(bytes);
        },
      })),
    ),
};
