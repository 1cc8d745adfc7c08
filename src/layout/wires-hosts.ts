import { isServerLeg, ORIGINS, type OriginId } from '../../contract/origin.ts';
import type { Connection, Exchange, Operation } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';

type AddressSource = Pick<Trace, 'origins'>;

/** `localhost:5101`, or the listener's name while the address is not known. */
export function hostOf(source: AddressSource, origin: OriginId): string {
  return source.origins?.[origin]?.replace(/^https?:\/\//, '') ?? ORIGINS[origin].label;
}

/* Header fields are read out of the recorded bytes: once for each connection is enough. */
const asked = new WeakMap<Exchange, string>();

/**
 * The host and port that a connection is for: a browser counts its lanes for each of them. As SNI says (RFC 6066 §3), or
 * its first request in `:authority` or Host; the listener's own while neither is known. A server leg is for its server,
 * whatever name the client used.
 */
export function authorityOf(source: AddressSource, connection: Connection): string {
  const usual = (): string => hostOf(source, connection.origin);
  if (isServerLeg(connection.origin)) return usual();
  const name = connection.tls?.serverName;
  if (name) return `${name}:${connection.serverPort}`;
  const [first] = connection.exchanges;
  if (!first) return usual();
  let authority = asked.get(first);
  if (authority === undefined) {
    const field = first.headers.find(({ name }) => /^(?:host|:authority)$/i.test(name));
    authority = field?.value.trim().toLowerCase() ?? '';
    asked.set(first, authority);
  }
  return authority || usual();
}

/** The host and port an operation asks for. */
export function authorityOfOperation(
  source: AddressSource,
  { url }: Pick<Operation, 'url'>,
  origin: OriginId,
): string {
  return /^https?:\/\/([^/?#]+)/.exec(url)?.[1] ?? hostOf(source, origin);
}

/** Who stands at the ends of a group's wires, where it is not a client and the lab: `client to nginx 1.22.1`. */
export function endsWords(source: Pick<Trace, 'proxy'>, origin: OriginId): string | undefined {
  const { client, server } = ORIGINS[origin].ends;
  if (client === 'client' && server === 'lab') return undefined;
  const name = (end: string): string =>
    (end === 'proxy' ? (source.proxy?.name ?? 'the proxy') : THE[end]) ?? end;
  return `${name(client)} to ${name(server)}`;
}

const THE: Readonly<Record<string, string>> = { lab: 'the lab’s server', relay: 'the lab’s relay' };
