import { labSettingsSchema, type LabSettings } from './settings.ts';

/** The groups that the switches are shown in, in order. */
export const SETTING_GROUPS = {
  http2: 'HTTP/2',
  http1: 'HTTP/1.1',
  tls: 'TLS',
  events: 'Events',
  websocket: 'WebSocket',
  server: 'Server',
  proxy: 'Proxy in the way',
} as const;
export type SettingGroup = keyof typeof SETTING_GROUPS;

export interface SettingText {
  readonly label: string;
  readonly group: SettingGroup;
  /** One sentence that says what the switch does. */
  readonly explain: string;
  /** One sentence that says whether what is open feels a change. */
  readonly applies: string;
}

const SETTINGS_FRAME =
  'Open connections get it in a new SETTINGS frame, and it binds them once they acknowledge it (RFC 9113 §6.5.3).';
const NEXT_REQUEST = 'Holds from the next request on, also on connections that are open.';
const NEXT_STREAM = 'Holds for streams opened from now on.';
const NEXT_CONNECTION = 'Holds for connections to the proxy that are opened from now on.';
const AT_ONCE = 'Open streams feel it at once.';

/** For each switch of a lab: its label, what it does, and what a change reaches. */
export const LAB_SETTING_TEXTS: { readonly [K in keyof LabSettings]: SettingText } = {
  maxConcurrentStreams: {
    label: 'MAX_CONCURRENT_STREAMS',
    group: 'http2',
    explain: 'How many streams a client may hold open on one HTTP/2 connection (RFC 9113 §5.1.2).',
    applies: SETTINGS_FRAME,
  },
  initialWindowSize: {
    label: 'INITIAL_WINDOW_SIZE',
    group: 'http2',
    explain:
      'How many bytes of an upload may be on their way on one stream before the server makes room; the connection has a window of its own (RFC 9113 §6.9.2).',
    applies: `${SETTINGS_FRAME} Streams that are open are moved by the difference.`,
  },
  headerTableSize: {
    label: 'HEADER_TABLE_SIZE',
    group: 'http2',
    explain:
      'How large the table may be with which a client compresses its header fields; with 0 it remembers none (RFC 7541 §4.2).',
    applies: SETTINGS_FRAME,
  },
  maxFrameSize: {
    label: 'MAX_FRAME_SIZE',
    group: 'http2',
    explain: 'The largest frame payload that the server takes from a client (RFC 9113 §4.2).',
    applies: SETTINGS_FRAME,
  },
  extendedConnect: {
    label: 'ENABLE_CONNECT_PROTOCOL',
    group: 'http2',
    explain:
      'Whether a client may open a WebSocket on an HTTP/2 connection with an extended CONNECT (RFC 8441).',
    applies:
      'Switched on, it is told to open connections too; switched off, only new connections go without it, since it must not be taken back (RFC 8441 §3).',
  },
  push: {
    label: 'Server push',
    group: 'http2',
    explain: 'Whether /push pushes to clients that allow it (RFC 9113 §8.4).',
    applies: NEXT_REQUEST,
  },
  keepAlive: {
    label: 'Keep-alive',
    group: 'http1',
    explain:
      'Whether a connection stays open for the next request; without it every response says Connection: close (RFC 9112 §9.3).',
    applies: NEXT_REQUEST,
  },
  keepAliveTimeoutMs: {
    label: 'Keep-alive time-out',
    group: 'http1',
    explain:
      'How long the server keeps an idle connection; the Keep-Alive field tells the client in whole seconds.',
    applies:
      'Holds from the next response on; a connection that is idle already keeps the time it was given.',
  },
  tlsVersions: {
    label: 'TLS version',
    group: 'tls',
    explain: 'Which versions of TLS the server accepts: 1.2 only, 1.3 only, or both.',
    applies: 'Holds for handshakes from now on; connections that are open keep their version.',
  },
  heartbeatMs: {
    label: 'Heartbeat',
    group: 'events',
    explain:
      'How often the server sends a comment (SSE) or a ping (WebSocket), so that a silent connection is not taken for a dead one.',
    applies: AT_ONCE,
  },
  retryMs: {
    label: 'retry field',
    group: 'events',
    explain:
      'How long the browser waits before it reconnects an EventSource, sent as the first field of each stream.',
    applies: NEXT_STREAM,
  },
  replay: {
    label: 'Replay',
    group: 'events',
    explain: 'When a browser comes back with Last-Event-ID, the server sends the events it missed.',
    applies: NEXT_STREAM,
  },
  gzip: {
    label: 'gzip on /sse',
    group: 'events',
    explain:
      'Whether event streams are compressed for clients that accept gzip; the stage then shows bytes of gzip in place of events.',
    applies: NEXT_STREAM,
  },
  feedIntervalMs: {
    label: 'Feed interval',
    group: 'events',
    explain: 'The time between two events of the feed that every stream shares.',
    applies: AT_ONCE,
  },
  feedPayloadBytes: {
    label: 'Feed payload',
    group: 'events',
    explain: 'Bytes of padding added to the data of each event.',
    applies: 'Holds from the next event on.',
  },
  deflate: {
    label: 'permessage-deflate',
    group: 'websocket',
    explain: 'Whether /ws accepts the compression that most clients offer (RFC 7692).',
    applies: 'Holds for WebSockets opened from now on: the handshake settles it.',
  },
  earlyHints: {
    label: '103 Early Hints',
    group: 'server',
    explain: 'Whether /early-hints sends a 103 response with Link headers before the final one.',
    applies: NEXT_REQUEST,
  },
  accelNo: {
    label: 'X-Accel-Buffering: no',
    group: 'proxy',
    explain:
      'Whether /sse asks a proxy in the way to pass each event on at once. It is no standard field; nginx obeys it.',
    applies: NEXT_STREAM,
  },
  proxyBuffering: {
    label: 'Buffering',
    group: 'proxy',
    explain:
      'Whether the proxy collects a response before it sends any of it, so that small events wait (proxy_buffering).',
    applies: NEXT_CONNECTION,
  },
  proxyUpgrade: {
    label: 'Pass Upgrade on',
    group: 'proxy',
    explain:
      'Whether the proxy passes Upgrade to the server. It is for one hop only (RFC 9110 §7.8): a proxy that is not told to drops it, and no WebSocket opens.',
    applies: NEXT_CONNECTION,
  },
  proxyReadTimeoutS: {
    label: 'Read time-out',
    group: 'proxy',
    explain: 'How long the server may send nothing before the proxy gives up (proxy_read_timeout).',
    applies: NEXT_CONNECTION,
  },
  proxyHttp11: {
    label: 'HTTP/1.1 to the server',
    group: 'proxy',
    explain:
      'Whether the proxy asks the server in HTTP/1.1 or in HTTP/1.0, which has no chunks and ends a response with its connection (proxy_http_version).',
    applies: NEXT_CONNECTION,
  },
};

/** What a switch is set to, for people: `on`, `16,384`, `both`. */
export function settingValue(value: LabSettings[keyof LabSettings]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? value.toLocaleString('en') : value;
}

/** The unit that the names of the switches end with, spelled for people. */
const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/Ms$/, ' ms'],
  [/S$/, ' s'],
  [/Bytes$/, ' bytes'],
];

/** As `settingValue`, with the unit of the switch where it has one: `15,000 ms`. */
export function settingAmount(name: keyof LabSettings, value: LabSettings[keyof LabSettings]): string {
  const unit = UNITS.find(([ending]) => typeof value === 'number' && ending.test(name))?.[1] ?? '';
  return `${settingValue(value)}${unit}`;
}

/** Which switches differ, as `Replay: off`, in the order of the schema; empty when none do. */
export function settingChanges(before: LabSettings, now: LabSettings): string[] {
  return (Object.keys(labSettingsSchema.entries) as (keyof LabSettings)[])
    .filter((name) => now[name] !== before[name])
    .map((name) => `${LAB_SETTING_TEXTS[name].label}: ${settingValue(now[name])}`);
}
