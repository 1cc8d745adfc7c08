import type { FaultOf } from '../../contract/faults.ts';
import { FRAME_TYPES } from '../../wire/http2/frame.ts';
import { oneHandlerEach, type FaultDoing } from './doing.ts';
import { createFrameGates, type PieceHandler } from './frames/frame-gates.ts';
import type { GateOutput } from './gate.ts';

/** Keeps credit back. Later is as good as in order: increments only add up (RFC 9113 §6.9). */
function createHandler({ forward }: GateOutput): PieceHandler {
  let held: Buffer[] = [];
  const open = (): void => {
    for (const bytes of held.splice(0)) forward(bytes);
  };
  return {
    piece({ bytes, frame }) {
      if (frame?.layer === 'http2' && frame.typeCode === FRAME_TYPES.WINDOW_UPDATE) held.push(bytes);
      else forward(bytes);
    },
    open,
    stop() {
      held = [];
    },
  };
}

export const withholdWindowUpdate: FaultDoing<FaultOf<'withhold-window-update'>> = {
  kind: 'gates',
  nearClient: true,
  create: ({ direction }, connection) =>
    createFrameGates(connection, oneHandlerEach(direction, createHandler)),
};
