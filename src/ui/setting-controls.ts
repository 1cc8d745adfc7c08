import { labSettingsSchema, settingRange, TLS_VERSIONS, type LabSettings } from '../../contract/settings.ts';
import { LAB_SETTING_TEXTS, SETTING_GROUPS, type SettingGroup } from '../../contract/setting-texts.ts';

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
    }
  | {
      readonly key: 'tlsVersions';
      readonly kind: 'choice';
      readonly options: readonly { readonly id: LabSettings['tlsVersions']; readonly label: string }[];
    };

/** What numbers count, and what 0 means where that is not plain. */
const UNITS: Readonly<Record<KeysOf<number>, { readonly unit: string; readonly zero?: string }>> = {
  maxConcurrentStreams: { unit: 'streams' },
  initialWindowSize: { unit: 'bytes' },
  headerTableSize: { unit: 'bytes' },
  maxFrameSize: { unit: 'bytes' },
  keepAliveTimeoutMs: { unit: 'ms' },
  heartbeatMs: { unit: 'ms', zero: '0 is off' },
  retryMs: { unit: 'ms', zero: '0 is not sent' },
  feedIntervalMs: { unit: 'ms' },
  feedPayloadBytes: { unit: 'bytes' },
  proxyReadTimeoutS: { unit: 's' },
};

const TLS_LABELS = { both: '1.2 and 1.3', '1.3': '1.3 only', '1.2': '1.2 only' } as const;

function controlOf(key: keyof LabSettings): SettingControl {
  if (key === 'tlsVersions') {
    return { key, kind: 'choice', options: TLS_VERSIONS.map((id) => ({ id, label: TLS_LABELS[id] })) };
  }
  const range = settingRange(key);
  if (range === undefined) return { key: key as KeysOf<boolean>, kind: 'switch' };
  const number = key as KeysOf<number>;
  return { key: number, kind: 'number', min: range.least, max: range.most, ...UNITS[number] };
}

const KEYS = Object.keys(labSettingsSchema.entries) as (keyof LabSettings)[];

/** The switches of the Server menu, by group, in order. */
export const SETTING_SECTIONS: readonly {
  readonly group: SettingGroup;
  readonly label: string;
  readonly controls: readonly SettingControl[];
}[] = (Object.keys(SETTING_GROUPS) as SettingGroup[]).map((group) => ({
  group,
  label: SETTING_GROUPS[group],
  controls: KEYS.filter((key) => LAB_SETTING_TEXTS[key].group === group).map(controlOf),
}));
