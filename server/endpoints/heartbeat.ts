import type { LabSettings } from '../../contract/settings.ts';
import type { Cancel } from '../context.ts';
import type { Lab } from './endpoint.ts';

/** Calls `task` every `intervalOf(settings)` ms, at a new pace as soon as that changes; never while it is 0. */
export function paced(lab: Lab, intervalOf: (settings: LabSettings) => number, task: () => void): Cancel {
  let cancelTimer: Cancel = () => {};
  const start = (intervalMs: number): void => {
    cancelTimer();
    cancelTimer = intervalMs > 0 ? lab.clock.every(intervalMs, task) : () => {};
  };
  const stopListening = lab.settings.onChange((now, before) => {
    if (intervalOf(now) !== intervalOf(before)) start(intervalOf(now));
  });
  start(intervalOf(lab.settings.current));
  return () => {
    stopListening();
    cancelTimer();
  };
}

/** Calls `beat` every `intervalMs`; without one, as often as the heartbeat switch of the lab says. */
export function heartbeat(lab: Lab, beat: () => void, intervalMs?: number): Cancel {
  return paced(lab, (settings) => intervalMs ?? settings.heartbeatMs, beat);
}
