import type { Cancel } from './environment.ts';

const HIDDEN_INTERVAL_MS = 250;

/**
 * Calls `tick` once an animation frame; while the tab is hidden and browsers give no frames, four times a second (or as
 * seldom as the browser lets timers run). `elapsedMs`: since the last call.
 */
export function startTicker(tick: (hidden: boolean, elapsedMs: number) => void): Cancel {
  let stop: Cancel = () => undefined;
  let last = performance.now();
  const call = (hidden: boolean): void => {
    const now = performance.now();
    const elapsedMs = now - last;
    last = now;
    tick(hidden, elapsedMs);
  };
  const start = (): void => {
    stop();
    if (document.hidden) {
      const timer = setInterval(() => call(true), HIDDEN_INTERVAL_MS);
      stop = () => clearInterval(timer);
      return;
    }
    let request = 0;
    const frame = (): void => {
      request = requestAnimationFrame(frame);
      call(false);
    };
    request = requestAnimationFrame(frame);
    stop = () => cancelAnimationFrame(request);
  };
  start();
  document.addEventListener('visibilitychange', start);
  return () => {
    document.removeEventListener('visibilitychange', start);
    stop();
  };
}
