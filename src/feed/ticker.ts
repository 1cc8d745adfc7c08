import type { Cancel } from './environment.ts';

const HIDDEN_INTERVAL_MS = 250;

/**
 * Calls `tick` once an animation frame; while the tab is hidden and browsers give no frames, four times a second (or as
 * seldom as the browser lets timers run).
 */
export function startTicker(tick: (hidden: boolean) => void): Cancel {
  let stop: Cancel = () => undefined;
  const start = (): void => {
    stop();
    if (document.hidden) {
      const timer = setInterval(() => tick(true), HIDDEN_INTERVAL_MS);
      stop = () => clearInterval(timer);
      return;
    }
    let request = 0;
    const frame = (): void => {
      request = requestAnimationFrame(frame);
      tick(false);
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
