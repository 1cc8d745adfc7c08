import { nearestTick } from '../../layout/timeline-ticks.ts';
import type {
  BarMark,
  FaultMark,
  MomentMark,
  TickMark,
  TimelineLane,
  TimelineLayout,
} from '../../layout/timeline-marks.ts';

/** What the pointer is on: the lane, and the nearest mark in it. */
export interface Hit {
  readonly lane: TimelineLane;
  readonly tick: TickMark | undefined;
  readonly moment: MomentMark | undefined;
  readonly bar: BarMark | undefined;
  readonly fault: FaultMark | undefined;
}

const REACH = 6;

/** The lane and marks at a point of the picture; undefined outside all lanes. */
export function hitTimeline(layout: TimelineLayout, x: number, y: number): Hit | undefined {
  const lane = layout.lanes.find((each) => y >= each.y && y < each.y + each.height);
  if (!lane || x < layout.x0 - REACH) return undefined;
  return {
    lane,
    tick: nearestTick(lane.ticks, x, REACH),
    moment: lane.moments.find((moment) => Math.abs(moment.x - x) <= REACH),
    bar: lane.bars.find((bar) => x >= bar.x && x <= bar.x + bar.width),
    fault: lane.faults.find((fault) => x >= fault.x && x <= fault.x + fault.width),
  };
}
