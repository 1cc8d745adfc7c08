import * as v from 'valibot';

const wholeNumber = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** The server switches of a lab. Every switch can be changed while streams are open. */
export const labSettingsSchema = v.strictObject({
  /** Milliseconds between heartbeat comments (SSE) and pings (WebSocket); 0 = none. */
  heartbeatMs: wholeNumber(0, 600_000),
  /** The `retry` field that /sse sends first, in milliseconds; 0 = not sent. */
  retryMs: wholeNumber(0, 600_000),
  /** Whether /sse answers `Last-Event-ID` with the events after it. */
  replay: v.boolean(),
  /** Milliseconds between two events of the default feed. */
  feedIntervalMs: wholeNumber(10, 600_000),
  /** Bytes of padding text added to the data of each event of the default feed. */
  feedPayloadBytes: wholeNumber(0, 1_048_576),
  /** SETTINGS_MAX_CONCURRENT_STREAMS that HTTP/2 connections announce. */
  maxConcurrentStreams: wholeNumber(1, 10_000),
  /** Whether /early-hints sends a 103 before its final response. */
  earlyHints: v.boolean(),
});
export type LabSettings = v.InferOutput<typeof labSettingsSchema>;

export const labSettingsPatchSchema = v.partial(labSettingsSchema);
export type LabSettingsPatch = v.InferOutput<typeof labSettingsPatchSchema>;

export const DEFAULT_LAB_SETTINGS: LabSettings = {
  heartbeatMs: 15_000,
  retryMs: 0,
  replay: true,
  feedIntervalMs: 1_000,
  feedPayloadBytes: 0,
  maxConcurrentStreams: 100,
  earlyHints: true,
};

/** For each switch: its label, and one sentence that says what it does. */
export const LAB_SETTING_TEXTS: {
  readonly [K in keyof LabSettings]: { readonly label: string; readonly explain: string };
} = {
  heartbeatMs: {
    label: 'Heartbeat',
    explain:
      'How often the server sends a comment (SSE) or a ping (WebSocket), so that a silent connection is not taken for a dead one.',
  },
  retryMs: {
    label: 'retry field',
    explain:
      'How long the browser waits before it reconnects an EventSource, sent as the first field of each stream.',
  },
  replay: {
    label: 'Replay',
    explain: 'When a browser comes back with Last-Event-ID, the server sends the events it missed.',
  },
  feedIntervalMs: {
    label: 'Feed interval',
    explain: 'The time between two events of the feed that every stream shares.',
  },
  feedPayloadBytes: { label: 'Feed payload', explain: 'Bytes of padding added to the data of each event.' },
  maxConcurrentStreams: {
    label: 'MAX_CONCURRENT_STREAMS',
    explain:
      'How many streams the server lets the browser hold open on one HTTP/2 connection (RFC 9113 §6.5.2).',
  },
  earlyHints: {
    label: '103 Early Hints',
    explain: 'Whether /early-hints sends a 103 response with Link headers before the final one.',
  },
};
