import type { FaultOf } from '../../contract/faults.ts';
import type { FaultDoing } from './doing.ts';

/** New connections are reset: what a server does whose queue is full. */
export const refuse: FaultDoing<FaultOf<'refuse'>> = {
  kind: 'on-accept',
  accept: (connection) => connection.cut(),
};
