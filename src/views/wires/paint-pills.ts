import type { Palette } from '../../attach/palette.ts';
import type { VisiblePart } from '../../attach/visible-part.ts';
import { PILL_HEIGHT, type PillPlace } from '../../layout/pills.ts';

type Context = CanvasRenderingContext2D;

/** The typeface of pills. */
export const pillFont = ({ font }: Palette): string => `650 11px ${font}`;

/* Widths that are kept; whoever has seen more texts begins again. */
const MAX_WIDTHS = 2_000;

/** Says how wide a text is, in pixels; remembers it. */
export function textWidths(context: Context, font: string): (text: string) => number {
  const widths = new Map<string, number>();
  return (text) => {
    let width = widths.get(text);
    if (width !== undefined) return width;
    if (widths.size >= MAX_WIDTHS) widths.clear();
    context.font = font;
    widths.set(text, (width = context.measureText(text).width));
    return width;
  };
}

const RADIUS = PILL_HEIGHT / 2;
/* From the middle of a pill down to the line that its letters stand on. */
const BASELINE = 4;
/* How far the second of two looks out behind the first, and how much of its colour it has. */
const BEHIND = 2;
const BEHIND_STRENGTH = 0.45;

function shape(context: Context, { x, y, width }: PillPlace, grow: number, shift = 0): void {
  context.beginPath();
  context.roundRect(
    x - width / 2 - grow + shift,
    y - RADIUS - grow + shift,
    width + 2 * grow,
    PILL_HEIGHT + 2 * grow,
    RADIUS + grow,
  );
}

function paintPill(context: Context, place: PillPlace, palette: Palette, isSelected: boolean): void {
  const { pill, x, y, label, opacity } = place;
  const fill = (colour: string, grow: number, shift = 0): void => {
    shape(context, place, grow, shift);
    context.fillStyle = colour;
    context.fill();
  };
  context.globalAlpha = opacity;
  if (pill.frames > 1) {
    fill(palette.surface, -0.5, BEHIND);
    context.globalAlpha = opacity * BEHIND_STRENGTH;
    fill(palette.deep(pill.colour), -0.5, BEHIND);
    context.globalAlpha = opacity;
  }
  /* Two that meet on a line stay apart. */
  fill(palette.surface, 1);
  fill(palette.deep(pill.colour), 0);
  context.fillStyle = palette.onDeep;
  context.fillText(label, x, y + BASELINE);
  if (isSelected) {
    shape(context, place, 2);
    context.strokeStyle = palette.ink;
    context.lineWidth = 2;
    context.stroke();
  }
}

/**
 * Draws the pills that can be seen, on a canvas that covers the visible part of the picture. `ratio`: pixels of the canvas for
 * one of the picture.
 */
export function paintPills(
  context: Context,
  places: readonly PillPlace[],
  palette: Palette,
  { ratio, part, selected }: { ratio: number; part: VisiblePart; selected: number | undefined },
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(ratio, 0, 0, ratio, 0, -part.top * ratio);
  context.font = pillFont(palette);
  context.textAlign = 'center';
  for (const place of places) {
    if (place.y + PILL_HEIGHT < part.top || place.y - PILL_HEIGHT > part.top + part.height) continue;
    paintPill(context, place, palette, place.pill.frame === selected);
  }
  context.globalAlpha = 1;
}
