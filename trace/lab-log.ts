import type { RecordOf } from '../contract/records.ts';
import type { RestartKind } from '../contract/restart.ts';
import { DEFAULT_LAB_SETTINGS, type LabSettings } from '../contract/settings.ts';

/** Switches were changed at one moment. */
export interface SettingsChange {
  readonly t: number;
  /** They differ. What changed is told by `settingChanges`. */
  readonly before: LabSettings;
  readonly settings: LabSettings;
}

/** The origins went away together. */
export interface Restart {
  readonly t: number;
  readonly kind: RestartKind;
  /** How long their ports were meant to be closed, in milliseconds. */
  readonly backAfterMs: number;
  /** When they were open again; undefined while they are not. */
  upAt: number | undefined;
}

/** What was done to the lab as a whole, in order. */
export class LabLog {
  readonly changes: SettingsChange[] = [];
  readonly restarts: Restart[] = [];

  /** Takes in new settings. Those before are undefined when the recording has not told them. */
  change(before: LabSettings | undefined, { t, settings }: RecordOf<'settings'>): void {
    const known = before ?? DEFAULT_LAB_SETTINGS;
    const names = Object.keys(settings) as (keyof LabSettings)[];
    if (names.some((name) => known[name] !== settings[name]))
      this.changes.push({ t, before: known, settings });
  }

  /** Takes in that the origins went away, or are back. The end of a time that has no beginning here is passed over. */
  restart({ t, kind, phase, backAfterMs = 0 }: RecordOf<'restart'>): void {
    const last = this.restarts.at(-1);
    const isDown = last !== undefined && last.upAt === undefined;
    if (phase === 'up') {
      if (isDown) last.upAt = t;
    } else if (!isDown) this.restarts.push({ t, kind, backAfterMs, upAt: undefined });
  }

  /** The restart during which the origins are away at `t`; undefined when they are up. */
  downAt(t: number): Restart | undefined {
    return this.restarts.find((each) => each.t <= t && (each.upAt === undefined || each.upAt > t));
  }
}
