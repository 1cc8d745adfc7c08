import * as v from 'valibot';

/** The three listeners that every lab has: its own servers answer there. */
export const LAB_ORIGIN_IDS = ['http1', 'http2', 'http1tls'] as const;
export type LabOriginId = (typeof LAB_ORIGIN_IDS)[number];

/** Everywhere a client can connect to: the lab's own listeners, the proxy in front of one, and the user's own server. */
export const CLIENT_ORIGIN_IDS = [...LAB_ORIGIN_IDS, 'proxy', 'upstream'] as const;
export type ClientOriginId = (typeof CLIENT_ORIGIN_IDS)[number];
export const clientOriginIdSchema = v.picklist(CLIENT_ORIGIN_IDS);

/**
 * Every place where a lab records connections. What goes through something in between has two legs, each recorded: from
 * the client to what is in between (`proxy`, `upstream`), and from there to the server (`proxy-server`,
 * `upstream-server`).
 */
export const ORIGIN_IDS = [
  ...LAB_ORIGIN_IDS,
  'proxy',
  'proxy-server',
  'upstream',
  'upstream-server',
] as const;
export type OriginId = (typeof ORIGIN_IDS)[number];
export const originIdSchema = v.picklist(ORIGIN_IDS);

/** What is said of each origin. */
export interface OriginText {
  readonly label: string;
  /** Who stands at the two ends of its connections. */
  readonly ends: { readonly client: string; readonly server: string };
}

export const ORIGINS: Readonly<Record<OriginId, OriginText>> = {
  http1: { label: 'HTTP/1.1', ends: { client: 'client', server: 'lab' } },
  http2: { label: 'HTTP/2', ends: { client: 'client', server: 'lab' } },
  http1tls: { label: 'HTTP/1.1 over TLS', ends: { client: 'client', server: 'lab' } },
  proxy: { label: 'Through a proxy', ends: { client: 'client', server: 'proxy' } },
  'proxy-server': { label: 'Proxy to lab', ends: { client: 'proxy', server: 'lab' } },
  upstream: { label: 'Your server', ends: { client: 'client', server: 'relay' } },
  'upstream-server': { label: 'Relay to your server', ends: { client: 'relay', server: 'your server' } },
};

const WAYS: Readonly<Partial<Record<OriginId, string>>> = {
  proxy: 'through the proxy',
  'proxy-server': 'from the proxy to the lab',
  upstream: 'to your server',
  'upstream-server': 'from the relay to your server',
};

/** Which way something goes, inside a sentence: `over HTTP/2`, `through the proxy`. */
export const overOrigin = (id: OriginId): string => WAYS[id] ?? `over ${ORIGINS[id].label}`;

/** How the lab's own listeners speak: whether over TLS, and what they offer in ALPN. */
export const LAB_ORIGINS: Readonly<
  Record<LabOriginId, { readonly secure: boolean; readonly alpn: readonly string[] }>
> = {
  http1: { secure: false, alpn: [] },
  http2: { secure: true, alpn: ['h2', 'http/1.1'] },
  http1tls: { secure: true, alpn: ['http/1.1'] },
};

/** How far the port of each origin is from the application's. The server legs have no port that is known beforehand. */
export const PORT_OFFSETS: Readonly<Record<ClientOriginId, number>> = {
  http1: 1,
  http2: 2,
  http1tls: 3,
  proxy: 4,
  upstream: 5,
};

/** Whether the connections of this origin are second legs: their client is no client of the user's, but what is in between. */
export function isServerLeg(origin: OriginId): origin is 'proxy-server' | 'upstream-server' {
  return origin === 'proxy-server' || origin === 'upstream-server';
}

/**
 * The address of each origin, such as `https://localhost:5102`, without a slash at its end. Those of a server leg name
 * the server. What a lab does not have (no upstream was named) is not there.
 */
export const originAddressesSchema = v.object({
  http1: v.string(),
  http2: v.string(),
  http1tls: v.string(),
  proxy: v.exactOptional(v.string()),
  'proxy-server': v.exactOptional(v.string()),
  upstream: v.exactOptional(v.string()),
  'upstream-server': v.exactOptional(v.string()),
});
export type OriginAddresses = v.InferOutput<typeof originAddressesSchema>;

/** Whether clients reach this origin over TLS. */
export function isSecure(addresses: OriginAddresses, origin: OriginId): boolean {
  return addresses[origin]?.startsWith('https:') === true;
}
