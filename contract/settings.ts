import * as v from 'valibot';

const wholeNumber = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** The versions of TLS that the secure origins can be held to. */
export const TLS_VERSIONS = ['both', '1.3', '1.2'] as const;

/**
 * The server switches of a lab. Every switch can be changed while streams are open; LAB_SETTING_TEXTS says for each whether
 * what is open feels it.
 */
export const labSettingsSchema = v.strictObject({
  /** SETTINGS_MAX_CONCURRENT_STREAMS that HTTP/2 connections announce. */
  maxConcurrentStreams: wholeNumber(1, 10_000),
  /** SETTINGS_INITIAL_WINDOW_SIZE, in bytes; the largest there is is 2^31-1 (RFC 9113 §6.5.2). */
  initialWindowSize: wholeNumber(0, 2_147_483_647),
  /** SETTINGS_HEADER_TABLE_SIZE, in bytes. */
  headerTableSize: wholeNumber(0, 1_048_576),
  /** SETTINGS_MAX_FRAME_SIZE, in bytes (RFC 9113 §6.5.2). */
  maxFrameSize: wholeNumber(16_384, 16_777_215),
  /** Whether SETTINGS_ENABLE_CONNECT_PROTOCOL is announced as 1 (RFC 8441 §3). */
  extendedConnect: v.boolean(),
  /** Whether /push pushes to clients that allow it. */
  push: v.boolean(),
  /** Whether HTTP/1.1 connections stay open after a response. */
  keepAlive: v.boolean(),
  /** Milliseconds that an idle HTTP/1.1 connection is kept. At least a second: the Keep-Alive field tells whole ones. */
  keepAliveTimeoutMs: wholeNumber(1_000, 600_000),
  /** Which versions of TLS the secure origins accept. */
  tlsVersions: v.picklist(TLS_VERSIONS),
  /** Milliseconds between heartbeat comments (SSE) and pings (WebSocket); 0 = none. */
  heartbeatMs: wholeNumber(0, 600_000),
  /** The `retry` field that /sse sends first, in milliseconds; 0 = not sent. */
  retryMs: wholeNumber(0, 600_000),
  /** Whether /sse answers `Last-Event-ID` with the events after it. */
  replay: v.boolean(),
  /** Whether /sse compresses with gzip for clients that accept it and do not say otherwise with `?gzip=`. */
  gzip: v.boolean(),
  /** Milliseconds between two events of the default feed. */
  feedIntervalMs: wholeNumber(10, 600_000),
  /** Bytes of padding text added to the data of each event of the default feed. */
  feedPayloadBytes: wholeNumber(0, 1_048_576),
  /** Whether /ws accepts permessage-deflate from clients that offer it and do not say otherwise with `?deflate=`. */
  deflate: v.boolean(),
  /** Whether /early-hints sends a 103 before its final response. */
  earlyHints: v.boolean(),
  /** Whether /sse sends `X-Accel-Buffering: no`. */
  accelNo: v.boolean(),
  /** Whether the proxy collects a response before it sends any of it (`proxy_buffering`). */
  proxyBuffering: v.boolean(),
  /** Whether the proxy passes `Upgrade` on to the server. */
  proxyUpgrade: v.boolean(),
  /** Seconds without a byte from the server after which the proxy gives up (`proxy_read_timeout`). */
  proxyReadTimeoutS: wholeNumber(1, 3_600),
  /** Whether the proxy speaks HTTP/1.1 to the server; HTTP/1.0 otherwise (`proxy_http_version`). */
  proxyHttp11: v.boolean(),
});
export type LabSettings = v.InferOutput<typeof labSettingsSchema>;

/** The whole numbers that a switch takes, or undefined for one that is no number. */
export function settingRange(
  name: keyof LabSettings,
): { readonly least: number; readonly most: number } | undefined {
  const schema = labSettingsSchema.entries[name];
  if (schema.type !== 'number') return undefined;
  const [, , least, most] = schema.pipe;
  return { least: least.requirement, most: most.requirement };
}

export const labSettingsPatchSchema = v.partial(labSettingsSchema);
export type LabSettingsPatch = v.InferOutput<typeof labSettingsPatchSchema>;

export const DEFAULT_LAB_SETTINGS: LabSettings = {
  maxConcurrentStreams: 100,
  initialWindowSize: 65_535,
  headerTableSize: 4_096,
  maxFrameSize: 16_384,
  extendedConnect: true,
  push: true,
  keepAlive: true,
  keepAliveTimeoutMs: 5_000,
  tlsVersions: 'both',
  heartbeatMs: 15_000,
  retryMs: 0,
  replay: true,
  gzip: false,
  feedIntervalMs: 1_000,
  feedPayloadBytes: 0,
  deflate: false,
  earlyHints: true,
  accelNo: true,
  // What nginx does when its configuration does not say.
  proxyBuffering: true,
  proxyUpgrade: false,
  proxyReadTimeoutS: 60,
  proxyHttp11: false,
};
