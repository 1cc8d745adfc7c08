/** An event on the wire, as the home page draws it. */
export interface LivingEvent {
  readonly t: number;
  readonly frame: number;
}

export interface LivingPill extends LivingEvent {
  /** Centre, in pixels from the left. */
  readonly x: number;
  /** 1 for one that just came, 0 at the edge. */
  readonly freshness: number;
}

/** How much of the past the line shows, in milliseconds. */
export const LIVING_SPAN_MS = 12_000;

/** Where events of the last twelve seconds stand on a line that ends now, oldest first. Later ones are left out. */
export function livingPills(events: readonly LivingEvent[], now: number, width: number): LivingPill[] {
  return events
    .filter(({ t }) => t <= now && t > now - LIVING_SPAN_MS)
    .map((event) => {
      const freshness = 1 - (now - event.t) / LIVING_SPAN_MS;
      return { ...event, x: freshness * width, freshness };
    });
}
