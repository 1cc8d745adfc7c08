import type { Palette } from '../../attach/palette.ts';
import type { BarMark, TickMark, TimelineLane, TimelineLayout } from '../../layout/timeline-marks.ts';
import { AXIS_HEIGHT } from '../../layout/timeline.ts';
import type { VisiblePart } from '../../attach/visible-part.ts';

const BAR_HEIGHT = 12;
const TICK_WIDTH = 2;
const GAP_DASH = [2, 3];
const QUEUE_DASH = [5, 4];
const FROZEN_DASH = [2, 3];
const SLOW_DASH = [8, 3];
const HATCH_STEP = 6;

type Context = CanvasRenderingContext2D;

function hatch(context: Context, x: number, y: number, width: number, height: number): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  /* Lines stand at fixed places, so that they do not crawl while a bar grows. */
  const first = Math.floor((x - height) / HATCH_STEP) * HATCH_STEP;
  for (let at = first; at < x + width; at += HATCH_STEP) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

function paintBar(context: Context, palette: Palette, lane: TimelineLane, bar: BarMark): void {
  const colour = palette.of(bar.shape === 'queued' ? 'trouble' : bar.colour);
  const middle = lane.y + lane.height / 2;
  const y = middle - BAR_HEIGHT / 2;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1;
  context.setLineDash([]);
  switch (bar.shape) {
    case 'open':
      context.globalAlpha = 0.3;
      context.fillRect(bar.x, y, bar.width, BAR_HEIGHT);
      context.globalAlpha = 1;
      break;
    case 'waiting':
    case 'connecting':
      hatch(context, bar.x, y, bar.width, BAR_HEIGHT);
      break;
    case 'closed':
      context.strokeRect(bar.x + 0.5, y + 0.5, bar.width - 1, BAR_HEIGHT - 1);
      break;
    case 'queued':
      context.setLineDash(QUEUE_DASH);
      context.strokeRect(bar.x + 0.5, y + 0.5, Math.max(1, bar.width - 1), BAR_HEIGHT - 1);
      break;
    case 'gap':
      context.setLineDash(GAP_DASH);
      context.beginPath();
      context.moveTo(bar.x, middle);
      context.lineTo(bar.x + bar.width, middle);
      context.stroke();
      break;
  }
  context.setLineDash([]);
  if (bar.text === '') return;
  const half = context.measureText(bar.text).width / 2 + 4;
  const centre = bar.x + bar.width / 2;
  context.fillStyle = palette.surface;
  context.fillRect(centre - half, middle - 6, half * 2, 12);
  context.fillStyle = bar.shape === 'queued' ? colour : palette.inkSoft;
  context.textAlign = 'center';
  context.fillText(bar.text, centre, middle + 0.5);
}

function paintLane(context: Context, palette: Palette, lane: TimelineLane): void {
  for (const bar of lane.bars) paintBar(context, palette, lane, bar);
  for (const { x, width, type } of lane.faults) {
    context.strokeStyle = palette.of('trouble');
    context.lineWidth = 2;
    context.setLineDash(type === 'freeze' ? FROZEN_DASH : SLOW_DASH);
    context.beginPath();
    context.moveTo(x, lane.y + lane.height - 2);
    context.lineTo(x + width, lane.y + lane.height - 2);
    context.stroke();
    context.setLineDash([]);
  }
  const top = lane.y + 4;
  const height = lane.height - 8;
  for (let at = 0; at < lane.ticks.length; at++) {
    const { x, colour } = lane.ticks[at] as TickMark;
    /* Neighbours of one colour are one rectangle: dense lanes would cost a call a pixel otherwise. */
    let end = x + TICK_WIDTH;
    for (let next = lane.ticks[at + 1]; next && next.x <= end && next.colour === colour;) {
      end = next.x + TICK_WIDTH;
      at += 1;
      next = lane.ticks[at + 1];
    }
    context.fillStyle = palette.of(colour);
    context.fillRect(x, top, end - x, height);
  }
  for (const moment of lane.moments) {
    const colour = moment.isTrouble ? palette.of('trouble') : palette.inkSoft;
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.beginPath();
    if (moment.isTrouble) {
      /* A cross: the wire is broken here. */
      const middle = lane.y + lane.height / 2;
      context.moveTo(moment.x - 4, middle - 4);
      context.lineTo(moment.x + 4, middle + 4);
      context.moveTo(moment.x + 4, middle - 4);
      context.lineTo(moment.x - 4, middle + 4);
    } else {
      context.moveTo(moment.x, lane.y + 3);
      context.lineTo(moment.x, lane.y + lane.height - 3);
    }
    context.stroke();
  }
}

export interface PaintOptions {
  readonly ratio: number;
  /** Which part of the picture the canvas holds, in pixels from its top: all of it can be 5,000 high. */
  readonly part: VisiblePart;
}

/** Draws the part of the picture that can be seen. Pixels of the layout are CSS pixels; `ratio` device pixels make one. */
export function paintTimeline(
  context: Context,
  layout: TimelineLayout,
  palette: Palette,
  options: PaintOptions,
): void {
  const { width, height, x0, x1 } = layout;
  const { ratio, part } = options;
  const bottom = part.top + part.height;
  context.setTransform(ratio, 0, 0, ratio, 0, -part.top * ratio);
  context.clearRect(0, part.top, width, part.height);
  context.font = `11px ${palette.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  context.lineWidth = 1;
  for (const { x, label } of layout.axis) {
    context.strokeStyle = palette.line;
    context.beginPath();
    context.moveTo(Math.round(x) + 0.5, AXIS_HEIGHT - 6);
    context.lineTo(Math.round(x) + 0.5, height);
    context.stroke();
    const half = context.measureText(label).width / 2;
    context.fillStyle = palette.inkSoft;
    context.fillText(label, Math.min(x1 - half, Math.max(x0 + half, x)), AXIS_HEIGHT / 2 - 2);
  }
  for (const lane of layout.lanes) {
    if (lane.y > bottom || lane.y + lane.height < part.top) continue;
    paintLane(context, palette, lane);
  }
}
