import type { FaultType } from '../../contract/faults.ts';
import type { Colour } from './colour.ts';

/** The part of the recording that is shown, in milliseconds since it began. `to` is after `from`. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** State is shape: queued dashed, waiting and connecting hatched, open solid, gap a thin line, closed hollow. */
export type BarShape = 'queued' | 'connecting' | 'waiting' | 'open' | 'gap' | 'closed';

export interface BarMark {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly shape: BarShape;
  readonly colour: Colour;
  /** What the bar says: its state, its length in time. */
  readonly title: string;
  /** Written into the bar where it has room: how long a gap was. */
  readonly text: string;
}

/** How long a fault was at work. */
export interface FaultMark {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly type: FaultType;
  readonly title: string;
}

/** A moment: a cut, a reset, a close. */
export interface MomentMark {
  readonly key: string;
  readonly x: number;
  readonly isTrouble: boolean;
  readonly title: string;
}

/** Something that was done to the lab as a whole: it crosses all lanes. `width` 0: a moment. */
export interface LabMark {
  readonly key: string;
  readonly kind: 'settings' | 'down';
  readonly x: number;
  readonly width: number;
  readonly title: string;
}

/** One pixel column with frames in it. Drawn on canvas: there can be very many. */
export interface TickMark {
  readonly x: number;
  readonly colour: Colour;
  /** The oldest and the newest frame of the column, the one it shows, and how many of the lane's frames are in it. */
  readonly first: number;
  readonly last: number;
  readonly frame: number;
  readonly frames: number;
}

export interface TimelineLane {
  readonly key: string;
  readonly op: number | undefined;
  readonly conn: number | undefined;
  readonly label: string;
  readonly detail: string;
  /** The top of the lane. */
  readonly y: number;
  readonly height: number;
  readonly bars: readonly BarMark[];
  readonly faults: readonly FaultMark[];
  readonly moments: readonly MomentMark[];
  readonly ticks: readonly TickMark[];
}

export interface AxisTick {
  readonly x: number;
  readonly label: string;
}

export interface TimelineLayout {
  readonly width: number;
  readonly height: number;
  /** Where the lanes begin and end; left of it stand the labels. */
  readonly x0: number;
  readonly x1: number;
  readonly axis: readonly AxisTick[];
  readonly lanes: readonly TimelineLane[];
  readonly labMarks: readonly LabMark[];
  /** Lanes that are left out to keep the picture readable. */
  readonly hidden: number;
  readonly summary: string;
}
