import type { Fault, FaultType } from '../../contract/faults.ts';
import type { LabSettings, LabSettingsPatch } from '../../contract/settings.ts';
import type { CrashOptions, RestartOptions } from '../../contract/restart.ts';
import type { OriginAddresses, OriginId } from '../../contract/origin.ts';
import type { TimeWindow } from '../layout/timeline-marks.ts';
import type { FollowLength } from '../layout/follow-window.ts';
import type { Trace } from '../../trace/trace.ts';

/** What is selected, shared by every view. All undefined: nothing. */
export interface Selection {
  readonly frame?: number | undefined;
  readonly conn?: number | undefined;
  readonly op?: number | undefined;
}

/** What a fault is put on: a connection by its number, or an origin and with it all of its connections. */
export type FaultPlace = number | OriginId;

/**
 * What every view draws from: the live lab, or a recording that was opened. Properties are reactive where that is said;
 * the trace itself is plain data and must never be proxied: read `version` to depend on it.
 */
export interface Stage {
  readonly trace: Trace;
  /** Reactive. Changes when the trace has changed, at most once an animation frame, whichever moment is shown. */
  readonly version: number;
  /** Reactive. Whether new records can still come: false for an opened recording. */
  readonly live: boolean;

  /**
   * Reactive. The moment shown, in milliseconds since the recording began. Every view draws the trace as it was then and
   * nothing that came later, so that all agree: see `src/layout/at.ts`.
   */
  readonly now: number;
  /** Reactive. The newest moment there is: of a recording its end, live the present on the lab's clock. */
  readonly end: number;
  /** Reactive. Whether `now` is a moment of the past that somebody chose. While it is not, `now` is `end`. */
  readonly past: boolean;
  /** Reactive. Whether `now` moves: live and heard, or a past that is played. */
  readonly moving: boolean;
  /** Reactive. Whether a past is played. */
  readonly playing: boolean;
  /**
   * Reactive. Milliseconds of the recording that pass in one of the page: 1 live; 1, 0.1 or 0.01 in the past, also while
   * it stands still. What moves on the screen takes its time in the page's milliseconds.
   */
  readonly speed: number;
  /** Shows the moment `t` and stands still there. A `t` at or behind the end is the newest. */
  showMoment(t: number): void;
  /** Shows the newest moment: follows the lab, or stands at the end of the recording. */
  showNewest(): void;
  /** Stands still at the moment shown, the newest too. The recording goes on. */
  hold(): void;
  /** Lets the moment shown move on; from the end of a recording, it starts over. */
  play(speed: number): void;

  /** Reactive. */
  readonly selection: Selection;
  select(selection: Selection): void;
  /** Reactive. The part of time somebody chose; undefined while the window follows. Use `shownWindow` to draw. */
  readonly window: TimeWindow | undefined;
  setWindow(window: TimeWindow | undefined): void;
  /** Reactive. How much a window that follows shows. */
  readonly followLength: FollowLength;
  /** Sets it, and lets the window follow. */
  setFollowLength(length: FollowLength): void;

  readonly origins: OriginAddresses | undefined;
  readonly settings: LabSettings | undefined;
  changeSettings(patch: LabSettingsPatch): Promise<void>;
  /** The lab's origins go away, in good order or not, and come back. Resolves when the last connection is gone. */
  restart(options: RestartOptions): Promise<void>;
  crash(options: CrashOptions): Promise<void>;
  /** Rejects with a message for people when the lab refuses. */
  applyFault(place: FaultPlace, fault: Fault): Promise<void>;
  removeFault(place: FaultPlace, type: FaultType): Promise<void>;
  clear(): Promise<void>;
}
