import {
  DEFAULT_LAB_SETTINGS,
  labSettingsPatchSchema,
  type LabSettings,
  type LabSettingsPatch,
} from '../contract/settings.ts';
import type { Cancel, LiveSettings } from './context.ts';
import { parseOrThrow } from './validate.ts';

type Listener = (now: LabSettings, before: LabSettings) => void;

/** The lab's switches, shared by everything that obeys them. */
export class SettingsStore implements LiveSettings {
  #current: LabSettings;
  readonly #listeners = new Set<Listener>();

  constructor(initial: LabSettingsPatch = {}) {
    const patch = parseOrThrow(labSettingsPatchSchema, initial, 'settings');
    this.#current = merge(DEFAULT_LAB_SETTINGS, patch);
  }

  get current(): LabSettings {
    return this.#current;
  }

  onChange(listener: Listener): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Changes the switches that the patch names. Listeners hear of it only when something is different. */
  change(patch: LabSettingsPatch): void {
    const before = this.#current;
    const now = merge(before, patch);
    if ((Object.keys(now) as (keyof LabSettings)[]).every((name) => now[name] === before[name])) return;
    this.#current = now;
    for (const listener of this.#listeners) listener(now, before);
  }
}

function merge(settings: LabSettings, patch: LabSettingsPatch): LabSettings {
  const named = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return Object.freeze({ ...settings, ...(named as Partial<LabSettings>) });
}
