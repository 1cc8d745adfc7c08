import { stripHeight, stripX, type StripLayout } from '../layout/strip.ts';

export interface StripColours {
  readonly past: string;
  readonly later: string;
  readonly trouble: string;
  readonly ink: string;
}

export function readStripColours(element: Element): StripColours {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    past: value('--ink-soft'),
    later: value('--line-strong'),
    trouble: value('--trouble'),
    ink: value('--ink'),
  };
}

const MARK_ROOM = 7;

/** Draws the density of frames, what lies behind the moment shown fainter, and the marks above it. */
export function paintStrip(
  context: CanvasRenderingContext2D,
  layout: StripLayout,
  colours: StripColours,
  place: { readonly height: number; readonly ratio: number; readonly now: number },
): void {
  const { height, ratio } = place;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, layout.width, height);
  const room = height - MARK_ROOM;
  const nowX = stripX(layout, place.now);
  for (const isLater of [false, true]) {
    context.fillStyle = isLater ? colours.later : colours.past;
    context.beginPath();
    const first = isLater ? Math.ceil(nowX) : 0;
    const end = isLater ? layout.width : Math.min(layout.width, Math.ceil(nowX));
    for (let x = first; x < end; x++) {
      const tall = Math.max(1, room * stripHeight(layout, layout.counts[x] ?? 0));
      context.rect(x, height - tall, 1, tall);
    }
    context.fill();
  }
  for (const { x, kind } of layout.marks) {
    const half = 3;
    context.fillStyle = context.strokeStyle = kind === 'switch' ? colours.ink : colours.trouble;
    context.beginPath();
    if (kind === 'fault') {
      context.moveTo(x - half, 0.5);
      context.lineTo(x + half, 0.5);
      context.lineTo(x, MARK_ROOM - 1);
      context.fill();
      continue;
    }
    if (kind === 'switch') {
      context.fillRect(x - 2.5, 1, 5, MARK_ROOM - 2);
      continue;
    }
    context.lineWidth = 1.5;
    context.moveTo(x - half + 0.5, 1);
    context.lineTo(x + half - 0.5, MARK_ROOM - 1);
    context.moveTo(x + half - 0.5, 1);
    context.lineTo(x - half + 0.5, MARK_ROOM - 1);
    context.stroke();
  }
}
