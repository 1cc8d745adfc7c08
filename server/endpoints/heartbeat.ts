import type { Cancel } from '../context.ts';
import type { Lab } from './endpoint.ts';

/** Calls `beat` every `settings.heartbeatMs`, at a new pace as soon as that changes; never while it is 0. */
export function heartbeat(lab: Lab, beat: () => void): Cancel {
  let cancelTimer: Cancel = () => {};
  const start = (intervalMs: number): void => {
    cancelTimer();
    cancelTimer = intervalMs > 0 ? lab.clock.every(intervalMs, beat) : () => {};
  };
  const stopListening = lab.settings.onChange((now, before) => {
    if (now.heartbeatMs !== before.heartbeatMs) start(now.heartbeatMs);
  });
  start(lab.settings.current.heartbeatMs);
  return () => {
    stopListening();
    cancelTimer();
  };
}
