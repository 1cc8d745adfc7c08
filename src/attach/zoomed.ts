/*
 * With CSS zoom, as in projector mode, boxes and pointers are told in pixels of the window, while sizes and positions are
 * set in larger ones. Everything that compares them goes through here.
 */

/** How many pixels of the window one of the element is. 1 where the browser does not tell. */
export const zoomOf = (element: Element): number =>
  'currentCSSZoom' in element ? element.currentCSSZoom : 1;

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
  const zoom = zoomOf(element);
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return {
    left: left / zoom,
    top: top / zoom,
    right: right / zoom,
    bottom: bottom / zoom,
    innerWidth: innerWidth / zoom,
    innerHeight: innerHeight / zoom,
  };
}

/** Where a pointer is, from the upper left of an element, in the element's pixels. */
export function pointerIn(element: Element, event: MouseEvent): { readonly x: number; readonly y: number } {
  const zoom = zoomOf(element);
  const { left, top } = element.getBoundingClientRect();
  return { x: (event.clientX - left) / zoom, y: (event.clientY - top) / zoom };
}
