import type { LabSettings } from '../../contract/settings.ts';

type KeysOf<T> = { [K in keyof LabSettings]: LabSettings[K] extends T ? K : never }[keyof LabSettings];

/** How one server switch is shown. */
export type SettingControl =
  | { readonly key: KeysOf<boolean>; readonly kind: 'switch' }
  | {
      readonly key: KeysOf<number>;
      readonly kind: 'number';
      readonly unit: string;
      readonly min: number;
      readonly max: number;
      /** What 0 means, where it turns the thing off. */
      readonly zero?: string;
    };

/** The switches of the Server menu, in order. The bounds repeat contract/settings.ts; a test holds them together. */
export const SETTING_CONTROLS: readonly SettingControl[] = [
  { key: 'heartbeatMs', kind: 'number', unit: 'ms', min: 0, max: 600_000, zero: '0 is off' },
  { key: 'retryMs', kind: 'number', unit: 'ms', min: 0, max: 600_000, zero: '0 is not sent' },
  { key: 'replay', kind: 'switch' },
  { key: 'feedIntervalMs', kind: 'number', unit: 'ms', min: 10, max: 600_000 },
  { key: 'feedPayloadBytes', kind: 'number', unit: 'bytes', min: 0, max: 1_048_576 },
  { key: 'maxConcurrentStreams', kind: 'number', unit: 'streams', min: 1, max: 10_000 },
  { key: 'earlyHints', kind: 'switch' },
];
