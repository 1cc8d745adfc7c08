import type { FaultOf } from '../../contract/faults.ts';
import type { Cancel } from '../context.ts';
import { inEach, type FaultDoing } from './doing.ts';

/** Ends what is silent: what proxies and load balancers do to streams without a heartbeat. */
export const idleTimeout: FaultDoing<FaultOf<'idle-timeout'>> = {
  kind: 'gates',
  create({ idleMs }, connection) {
    const { clock } = connection;
    let lastMs = clock.now();
    let timer: Cancel | undefined;
    const check = (): void => {
      const leftMs = lastMs + idleMs - clock.now();
      if (leftMs > 0.5) timer = clock.after(leftMs, check);
      else connection.closeWhenSent('timeout');
    };
    timer = clock.after(idleMs, check);
    const stop = (): void => timer?.();
    return inEach('both', ({ forward }) => ({
      blocksReading: false,
      push(item) {
        lastMs = clock.now();
        forward(item);
      },
      open: stop,
      stop,
    }));
  },
};
