import { scaleLinear, select, zoom, zoomIdentity, type D3ZoomEvent } from 'd3';
import type { Attachment } from 'svelte/attachments';
import { zoomOf } from './zoomed.ts';
import type { TimeWindow } from '../layout/timeline-marks.ts';

interface TimeZoomOptions {
  /** The window when a gesture begins, and where its ends stand, in pixels from the left of the element. */
  readonly current: () => { readonly window: TimeWindow; readonly x0: number; readonly x1: number };
  readonly onchange: (window: TimeWindow) => void;
}

/** A wheel turn moves by this share of a pixel in lines, or pages, when the browser counts in those. */
const PIXELS_PER_LINE = 16;

/**
 * Drag to pan, Ctrl and wheel (or a pinch) to zoom, wheel sideways to pan. The wheel alone scrolls the lanes, as
 * everywhere. The window belongs to the caller: each gesture starts from what is shown then.
 */
export function timeZoom({ current, onchange }: TimeZoomOptions): Attachment<HTMLElement> {
  return (element) => {
    let base = scaleLinear();
    const behaviour = zoom<HTMLElement, unknown>()
      .scaleExtent([1e-9, 1e9])
      .filter((event: MouseEvent) =>
        event.type === 'wheel' ? event.ctrlKey || event.metaKey : event.button === 0,
      )
      .on('start', () => {
        const { window, x0, x1 } = current();
        const scale = zoomOf(element);
        base = scaleLinear([window.from, window.to], [x0 * scale, x1 * scale]);
      })
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        const [from = 0, to = 1] = event.transform.rescaleX(base).domain();
        onchange({ from, to });
      })
      .on('end', () => select(element).property('__zoom', zoomIdentity));
    const selection = select(element).call(behaviour);

    const panSideways = (event: WheelEvent): void => {
      const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey || Math.abs(sideways) < Math.abs(event.shiftKey ? 0 : event.deltaY))
        return;
      if (sideways === 0) return;
      event.preventDefault();
      const { window, x0, x1 } = current();
      const pixels = sideways * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : PIXELS_PER_LINE);
      const by = (pixels / zoomOf(element) / (x1 - x0)) * (window.to - window.from);
      onchange({ from: window.from + by, to: window.to + by });
    };
    element.addEventListener('wheel', panSideways, { passive: false });

    return () => {
      selection.on('.zoom', null);
      element.removeEventListener('wheel', panSideways);
    };
  };
}
