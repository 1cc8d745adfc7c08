import type { FaultOf } from '../../contract/faults.ts';
import type { FaultDoing } from './doing.ts';

/** One direction ends, the other goes on: what TCP allows and many programs forget (RFC 9293 §3.6). */
export const halfClose: FaultDoing<FaultOf<'half-close'>> = {
  kind: 'at-once',
  run: (connection, { direction }) => connection.halfClose(direction),
};
