/*
 * With CSS zoom, as in projector mode, boxes and pointers are told in pixels of the window, while sizes and positions are
 * set in larger ones. Everything that compares them goes through here.
 */

/* One for the whole page. To ask the browser for it makes it work out all styles first, which pictures do not wait for. */
let zoom: number | undefined;

/** How many pixels of the window one of the element is. 1 where the browser does not tell. */
export function zoomOf(element: Element): number {
  zoom ??= 'currentCSSZoom' in element ? element.currentCSSZoom : 1;
  return zoom;
}

/** To be called whenever the zoom of the page has been set. */
export function forgetZoom(): void {
  zoom = undefined;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Of the window. */
  readonly innerWidth: number;
  readonly innerHeight: number;
}

/** Where an element stands in the window, and how large that is, in the element's pixels. */
export function boxOf(element: Element): Box {
  const scale = zoomOf(element);
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return {
    left: left / scale,
    top: top / scale,
    right: right / scale,
    bottom: bottom / scale,
    innerWidth: innerWidth / scale,
    innerHeight: innerHeight / scale,
  };
}

/** Where a pointer is, from the upper left of an element, in the element's pixels. */
export function pointerIn(element: Element, event: MouseEvent): { readonly x: number; readonly y: number } {
  const scale = zoomOf(element);
  const { left, top } = element.getBoundingClientRect();
  return { x: (event.clientX - left) / scale, y: (event.clientY - top) / scale };
}
