import { lossWords, reconnectDelayMs, type HerdOptions } from '../../contract/herd.ts';
import { createRandom } from '../faults/random.ts';
import { connectOnce } from './sse.ts';
import { delay, shorten, type NodeTransport } from './transport.ts';
import { websocket } from './websocket.ts';

/** The transports of a herd, each for one connection. */
const ONCE: Readonly<Record<'sse' | 'websocket', () => NodeTransport>> = {
  sse: () => connectOnce(),
  websocket: () => websocket,
};

export const isHerdTransport = (transport: string): transport is keyof typeof ONCE =>
  Object.hasOwn(ONCE, transport);

/**
 * A client that comes back after every loss, whatever it was, and waits as `backoff` says. The wait begins anew once a
 * connection has opened. `op` makes the dice of each client its own.
 */
export function reconnecting(
  transport: keyof typeof ONCE,
  { backoff, seed }: HerdOptions,
  op: number,
): NodeTransport {
  return async (context) => {
    const random = createRandom(seed, op);
    const once = ONCE[transport]();
    const { clock, signal } = context;
    let failures = 0;
    const report: typeof context.report = (event, details) => {
      if (event === 'opened') failures = 0;
      // What the transport says of a loss is said below, together with the wait.
      if (event !== 'error') context.report(event, details);
    };
    while (!signal.aborted) {
      let loss: string;
      try {
        loss = await once({ ...context, report });
      } catch (error) {
        loss = String(error).replace(/\.$/, '');
      }
      if (signal.aborted) break;
      failures += 1;
      const waitMs = reconnectDelayMs(backoff, failures, random());
      context.report('error', { detail: lossWords(shorten(loss), waitMs) });
      await delay(clock, waitMs, signal);
    }
    return 'it was closed';
  };
}
