import type { Attachment } from 'svelte/attachments';
import { pointerIn } from './zoomed.ts';

interface DragOptions {
  /** `x`: pixels from the left of the element. Return false to leave the gesture alone. */
  readonly onstart?: (x: number, event: PointerEvent) => boolean | undefined;
  readonly onmove: (x: number) => void;
  readonly onend?: (x: number) => void;
}

/** Follows a pointer that is pressed on the element, wherever it goes, until it is let go. */
export function drag({ onstart, onmove, onend }: DragOptions): Attachment<HTMLElement> {
  return (element) => {
    let pointer: number | undefined;
    const xOf = (event: PointerEvent): number => pointerIn(element, event).x;
    const down = (event: PointerEvent): void => {
      if (event.button !== 0 || onstart?.(xOf(event), event) === false) return;
      pointer = event.pointerId;
      element.setPointerCapture(pointer);
      onmove(xOf(event));
    };
    const move = (event: PointerEvent): void => {
      if (event.pointerId === pointer) onmove(xOf(event));
    };
    const up = (event: PointerEvent): void => {
      if (event.pointerId !== pointer) return;
      pointer = undefined;
      onend?.(xOf(event));
    };
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', up);
    };
  };
}
