/** Height of one row, in pixels. */
export const ROW_HEIGHT = 28;
/* Browsers cap the height of an element (Firefox at about 17.8 million pixels); above this the scroll range is scaled. */
const MOST_SCROLL_HEIGHT = 8_000_000;

/** How tall the scrolled content is, in pixels: at least the viewport. */
export function scrollHeight(count: number, viewport: number): number {
  return Math.max(viewport, Math.min(MOST_SCROLL_HEIGHT, count * ROW_HEIGHT));
}

/** The largest `top`: the last row then stands at the viewport's bottom. */
export function lastTop(count: number, viewport: number): number {
  return Math.max(0, count - viewport / ROW_HEIGHT);
}

/** Which row stands at the viewport's top edge, with its fraction, when the element is scrolled to `scrollTop`. */
export function topOfScroll(scrollTop: number, count: number, viewport: number): number {
  const range = scrollHeight(count, viewport) - viewport;
  if (range <= 0) return 0;
  const share = Math.min(1, Math.max(0, scrollTop / range));
  return share * lastTop(count, viewport);
}

/** Where to scroll the element so that row `top` (with its fraction) stands at the viewport's top edge. */
export function scrollOfTop(top: number, count: number, viewport: number): number {
  const most = lastTop(count, viewport);
  if (most === 0) return 0;
  return (Math.min(top, most) / most) * (scrollHeight(count, viewport) - viewport);
}

/** The half-open range of rows that the viewport touches. */
export function visibleRows(top: number, count: number, viewport: number): { first: number; end: number } {
  const first = Math.max(0, Math.min(count, Math.floor(top)));
  return { first, end: Math.min(count, Math.ceil(top + viewport / ROW_HEIGHT)) };
}

/** The `top` that shows `row` whole, moved as little as possible from `top`. */
export function topToReveal(row: number, top: number, viewport: number): number {
  const last = row + 1 - viewport / ROW_HEIGHT;
  return Math.max(0, Math.min(row, Math.max(top, last)));
}
