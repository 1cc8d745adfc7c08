const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

/**
 * How long to wait before attempt `attempt` (0 is the first) to reach the lab again: doubling, up to ten seconds, with
 * up to a fifth taken off by `random` (0 to 1), so that many pages do not return in one instant.
 */
export function reconnectDelay(attempt: number, random: number): number {
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
  return Math.round(delay * (1 - random / 5));
}
