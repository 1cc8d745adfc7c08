import type { FaultOf } from '../../contract/faults.ts';
import type { FaultDoing } from './doing.ts';

/** Resets the connection: what a crashed peer, or a middlebox that lost its state, looks like. */
export const cut: FaultDoing<FaultOf<'cut'>> = {
  kind: 'at-once',
  run: (connection) => connection.cut(),
};
