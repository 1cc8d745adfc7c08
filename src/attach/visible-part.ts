import { zoomOf } from './zoomed.ts';

/** The part of an element that its scrolling ancestor shows, in pixels from its top. */
export interface VisiblePart {
  readonly top: number;
  readonly height: number;
}

/** Tells which part of an element can be seen, whenever that changes: a tall picture need not be drawn outside of it. */
export function visiblePart(onchange: (part: VisiblePart) => void): (element: HTMLElement) => () => void {
  return (element) => {
    const scroller = scrollingAncestor(element);
    const look = (): void => {
      const own = element.getBoundingClientRect();
      const frame = scroller?.getBoundingClientRect();
      const from = Math.max(own.top, frame?.top ?? 0, 0);
      const to = Math.min(own.bottom, frame?.bottom ?? innerHeight, innerHeight);
      const zoom = zoomOf(element);
      onchange({ top: Math.max(0, from - own.top) / zoom, height: Math.max(0, to - from) / zoom });
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    if (scroller) sizes.observe(scroller);
    /* Scrolling does not bubble, but it can be caught on its way down: also that of the page itself. */
    document.addEventListener('scroll', look, { capture: true, passive: true });
    return () => {
      sizes.disconnect();
      document.removeEventListener('scroll', look, { capture: true });
    };
  };
}

function scrollingAncestor(element: HTMLElement): HTMLElement | undefined {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    const { overflowY } = getComputedStyle(parent);
    if (overflowY === 'auto' || overflowY === 'scroll') return parent;
  }
  return undefined;
}
