import * as v from 'valibot';

/** The three listeners of a lab. */
export const ORIGIN_IDS = ['http1', 'http2', 'http1tls'] as const;
export type OriginId = (typeof ORIGIN_IDS)[number];
export const originIdSchema = v.picklist(ORIGIN_IDS);

/** Facts about each listener that do not depend on where it runs. */
export const ORIGINS: Readonly<
  Record<
    OriginId,
    {
      readonly label: string;
      readonly portOffset: number;
      readonly secure: boolean;
      readonly alpn: readonly string[];
    }
  >
> = {
  http1: { label: 'HTTP/1.1', portOffset: 1, secure: false, alpn: [] },
  http2: { label: 'HTTP/2', portOffset: 2, secure: true, alpn: ['h2', 'http/1.1'] },
  http1tls: { label: 'HTTP/1.1 over TLS', portOffset: 3, secure: true, alpn: ['http/1.1'] },
};

/** The address of each listener, such as `https://localhost:5102`, without a slash at its end. */
export const originAddressesSchema = v.object({ http1: v.string(), http2: v.string(), http1tls: v.string() });
export type OriginAddresses = v.InferOutput<typeof originAddressesSchema>;
