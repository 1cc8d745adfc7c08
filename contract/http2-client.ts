import * as v from 'valibot';

const uint = (least: number, most: number) =>
  v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most)));

/** What the Node client says in its first SETTINGS frame (RFC 9113 §6.5.2). What is left out is as it usually is. */
export const http2ClientSettingsSchema = v.strictObject({
  /** SETTINGS_HEADER_TABLE_SIZE: the table that the server's HPACK encoder may use, in bytes. */
  headerTableSize: uint(0, 1_048_576),
  /** SETTINGS_ENABLE_PUSH. */
  enablePush: v.exactOptional(v.boolean()),
  /** SETTINGS_INITIAL_WINDOW_SIZE: how much DATA a stream may carry before a WINDOW_UPDATE, in bytes. */
  initialWindowSize: uint(0, 2_147_483_647),
  /** SETTINGS_MAX_FRAME_SIZE: the largest payload the server may send, in bytes. */
  maxFrameSize: uint(16_384, 16_777_215),
});
export type Http2ClientSettings = v.InferOutput<typeof http2ClientSettingsSchema>;
