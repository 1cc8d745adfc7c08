import * as v from 'valibot';

/*
 * The raw client sends bytes exactly as they were written, and reads what comes back. It knows no protocol. Where it
 * connects to is said by the id of an origin: no address can be given, so that it reaches this lab and nothing else.
 */

/** The most bytes it sends. */
export const MAX_RAW_BYTES = 64 * 1024;
/** How long it listens at most, and when nothing is said. */
export const MAX_RAW_READ_MS = 60_000;
export const DEFAULT_RAW_READ_MS = 5_000;

/** What carries the bytes: TCP alone, or TLS that offers this protocol in ALPN (RFC 7301). */
export const RAW_CARRIERS = ['tcp', 'tls-h2', 'tls-http1', 'tls'] as const;
export type RawCarrier = (typeof RAW_CARRIERS)[number];

export const RAW_CARRIER_TEXTS: Readonly<
  Record<RawCarrier, { readonly label: string; readonly alpn: readonly string[] }>
> = {
  tcp: { label: 'clear TCP', alpn: [] },
  'tls-h2': { label: 'TLS, ALPN h2', alpn: ['h2'] },
  'tls-http1': { label: 'TLS, ALPN http/1.1', alpn: ['http/1.1'] },
  tls: { label: 'TLS without ALPN', alpn: [] },
};

export const rawOptionsSchema = v.strictObject({
  carrier: v.picklist(RAW_CARRIERS),
  /** What is sent, two hexadecimal digits a byte. */
  hex: v.pipe(
    v.string(),
    v.minLength(2, 'Give at least one byte.'),
    v.maxLength(2 * MAX_RAW_BYTES, `Give at most ${MAX_RAW_BYTES} bytes.`),
    v.regex(/^(?:[0-9a-f]{2})+$/i, 'Give two hexadecimal digits for each byte, and nothing between them.'),
  ),
  /** How long it listens after it has sent everything, in milliseconds. It stops before when the other end closes. */
  readMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_RAW_READ_MS)),
    DEFAULT_RAW_READ_MS,
  ),
});
export type RawOptions = v.InferOutput<typeof rawOptionsSchema>;
