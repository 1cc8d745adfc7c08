import { boxOf } from './zoomed.ts';

/**
 * Places a popover at the thing it belongs to. It stands in the top layer, so this is done by hand: below it, or above it
 * in the lower half of the window, and never wider or higher than there is room.
 */
export function placePopover(
  popover: HTMLElement,
  at: HTMLElement,
  widthPx: number,
  mostHeightPx = Infinity,
): void {
  const { left, top, bottom, innerWidth, innerHeight } = boxOf(at);
  const width = Math.min(widthPx, innerWidth - 16);
  const isLow = bottom > innerHeight / 2;
  Object.assign(popover.style, {
    width: `${width}px`,
    left: `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`,
    top: isLow ? 'auto' : `${bottom + 4}px`,
    bottom: isLow ? `${innerHeight - top + 4}px` : 'auto',
    maxHeight: `${Math.min(mostHeightPx, Math.max(120, (isLow ? top : innerHeight - bottom) - 12))}px`,
  });
}
