import type { SpecReference } from '../spec.ts';

/** A setting's number (RFC 9113 §11.3, RFC 8441 §9.1, RFC 9218 §9.1). */
export const SETTINGS = {
  HEADER_TABLE_SIZE: 0x1,
  ENABLE_PUSH: 0x2,
  MAX_CONCURRENT_STREAMS: 0x3,
  INITIAL_WINDOW_SIZE: 0x4,
  MAX_FRAME_SIZE: 0x5,
  MAX_HEADER_LIST_SIZE: 0x6,
  ENABLE_CONNECT_PROTOCOL: 0x8,
  NO_RFC7540_PRIORITIES: 0x9,
} as const;

export const DEFAULT_MAX_FRAME_SIZE = 16_384;
/** The largest a frame can be: the Length field has 24 bits. */
export const LARGEST_MAX_FRAME_SIZE = 16_777_215;
/** The largest flow-control window (RFC 9113 §6.9.1). */
export const MAX_WINDOW_SIZE = 0x7fff_ffff;

export interface SettingDefinition {
  /** Without the `SETTINGS_` that the specification puts before it. */
  readonly name: string;
  readonly spec: SpecReference;
  readonly meaning: string;
  /** In force until a SETTINGS frame says otherwise; `unlimited` where there is no limit. */
  readonly initial: number | 'unlimited';
  readonly unit: string;
}

/** One row a setting, by its number. */
export const SETTING_DEFINITIONS: Readonly<Record<number, SettingDefinition>> = {
  [SETTINGS.HEADER_TABLE_SIZE]: {
    name: 'HEADER_TABLE_SIZE',
    spec: 'RFC 9113 §6.5.2',
    meaning: 'How large the HPACK dynamic table may be that the peer encodes with.',
    initial: 4096,
    unit: 'bytes',
  },
  [SETTINGS.ENABLE_PUSH]: {
    name: 'ENABLE_PUSH',
    spec: 'RFC 9113 §6.5.2',
    meaning: 'Whether the server may push. A client that sends 0 wants no PUSH_PROMISE.',
    initial: 1,
    unit: '',
  },
  [SETTINGS.MAX_CONCURRENT_STREAMS]: {
    name: 'MAX_CONCURRENT_STREAMS',
    spec: 'RFC 9113 §6.5.2',
    meaning: 'How many streams the peer may have open at once.',
    initial: 'unlimited',
    unit: 'streams',
  },
  [SETTINGS.INITIAL_WINDOW_SIZE]: {
    name: 'INITIAL_WINDOW_SIZE',
    spec: 'RFC 9113 §6.5.2',
    meaning: 'How many bytes of DATA the peer may send on a new stream before a WINDOW_UPDATE.',
    initial: 65_535,
    unit: 'bytes',
  },
  [SETTINGS.MAX_FRAME_SIZE]: {
    name: 'MAX_FRAME_SIZE',
    spec: 'RFC 9113 §6.5.2',
    meaning: 'The largest frame payload the sender of this setting takes.',
    initial: DEFAULT_MAX_FRAME_SIZE,
    unit: 'bytes',
  },
  [SETTINGS.MAX_HEADER_LIST_SIZE]: {
    name: 'MAX_HEADER_LIST_SIZE',
    spec: 'RFC 9113 §6.5.2',
    meaning: 'Advice: the largest header list the sender of this setting is willing to take, uncompressed.',
    initial: 'unlimited',
    unit: 'bytes',
  },
  [SETTINGS.ENABLE_CONNECT_PROTOCOL]: {
    name: 'ENABLE_CONNECT_PROTOCOL',
    spec: 'RFC 8441 §3',
    meaning: 'Whether the server takes the extended CONNECT, which carries WebSocket over HTTP/2.',
    initial: 0,
    unit: '',
  },
  [SETTINGS.NO_RFC7540_PRIORITIES]: {
    name: 'NO_RFC7540_PRIORITIES',
    spec: 'RFC 9218 §2.1',
    meaning: 'Whether the sender leaves aside the priority scheme of RFC 7540.',
    initial: 0,
    unit: '',
  },
};

/** The name of a setting, `0x0d` and the like for unknown ones, which receivers ignore (RFC 9113 §6.5.2). */
export function settingName(id: number): string {
  return SETTING_DEFINITIONS[id]?.name ?? `0x${id.toString(16).padStart(2, '0')}`;
}
