import type { Fault, FaultOf, FaultType } from '../../contract/faults.ts';
import { bandwidth } from './bandwidth.ts';
import { buffer } from './buffer.ts';
import { corrupt } from './corrupt.ts';
import { cutAfterEvent } from './cut-after-event.ts';
import { cutInFrame } from './cut-in-frame.ts';
import { cut } from './cut.ts';
import { delayResponse } from './delay-response.ts';
import { delay } from './delay.ts';
import type { FaultDoing } from './doing.ts';
import { dropPong } from './drop-pong.ts';
import { freeze } from './freeze.ts';
import { halfClose } from './half-close.ts';
import { holdStream } from './hold-stream.ts';
import { idleTimeout } from './idle-timeout.ts';
import { jitter } from './jitter.ts';
import { limit } from './limit.ts';
import { refuse } from './refuse.ts';
import { slice } from './slice.ts';
import { stripUpgrade } from './strip-upgrade.ts';
import { withholdWindowUpdate } from './withhold-window-update.ts';

/** Every fault of contract/faults.ts and what does it. */
const DOINGS: { readonly [T in FaultType]: FaultDoing<FaultOf<T>> } = {
  cut,
  freeze,
  delay,
  jitter,
  bandwidth,
  slice,
  buffer,
  limit,
  'idle-timeout': idleTimeout,
  'half-close': halfClose,
  refuse,
  corrupt,
  'strip-upgrade': stripUpgrade,
  'cut-in-frame': cutInFrame,
  'cut-after-event': cutAfterEvent,
  'delay-response': delayResponse,
  'drop-pong': dropPong,
  'withhold-window-update': withholdWindowUpdate,
  'hold-stream': holdStream,
};

export function doingOf<F extends Fault>(fault: F): FaultDoing<F> {
  return DOINGS[fault.type] as unknown as FaultDoing<F>;
}
