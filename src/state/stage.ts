import type { Fault } from '../../contract/faults.ts';
import type { LabSettings, LabSettingsPatch } from '../../contract/settings.ts';
import type { OriginAddresses } from '../../contract/origin.ts';
import type { TimeWindow } from '../layout/timeline-marks.ts';
import type { Trace } from '../../trace/trace.ts';

/** What is selected, shared by every view. All undefined: nothing. */
export interface Selection {
  readonly frame?: number | undefined;
  readonly conn?: number | undefined;
  readonly op?: number | undefined;
}

/**
 * What every view draws from: the live lab, or a recording that was opened. Properties are reactive where that is said;
 * the trace itself is plain data and must never be proxied: read `version` to depend on it.
 */
export interface Stage {
  readonly trace: Trace;
  /** Reactive. Changes at most once an animation frame, when the trace has changed and drawing is not paused. */
  readonly version: number;
  /** Reactive. The time shown, in milliseconds since the recording began. */
  readonly now: number;
  /** Reactive. Whether new records can still come: false for an opened recording. */
  readonly live: boolean;
  /** Reactive. Whether `now` moves: not in a recording, nor while drawing is paused or the lab is away. */
  readonly moving: boolean;
  /** Reactive. Drawing is paused; the recording goes on. */
  paused: boolean;
  /** Reactive. */
  readonly selection: Selection;
  select(selection: Selection): void;
  /** Reactive. The part of time every view shows, in milliseconds since the recording began; undefined: all, or the newest. */
  readonly window: TimeWindow | undefined;
  setWindow(window: TimeWindow | undefined): void;
  readonly origins: OriginAddresses | undefined;
  readonly settings: LabSettings | undefined;
  changeSettings(patch: LabSettingsPatch): Promise<void>;
  /** Rejects with a message for people when the lab refuses. */
  applyFault(conn: number, fault: Fault): Promise<void>;
  removeFault(conn: number, type: 'freeze' | 'delay'): Promise<void>;
  clear(): Promise<void>;
}
