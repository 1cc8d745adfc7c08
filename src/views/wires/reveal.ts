/* Room that is left above and below, in pixels. */
const MARGIN = 40;

/** How far down to scroll so that all from `top` to `bottom` is in sight, moved as little as possible from `at`; in pixels. */
export function scrollToReveal(top: number, bottom: number, at: number, height: number): number {
  const least = bottom + MARGIN - height;
  return Math.max(0, Math.min(top - MARGIN, Math.max(at, least)));
}

/** Scrolls a box, and nothing around it, until what stands at `top` in it is in sight. */
export function reveal(scroller: HTMLElement | null | undefined, top: number, height: number): void {
  if (!scroller) return;
  scroller.scrollTop = scrollToReveal(top, top + height, scroller.scrollTop, scroller.clientHeight);
}
