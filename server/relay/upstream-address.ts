import { isIP } from 'node:net';

/** The user's own server, as --upstream names it. */
export interface UpstreamAddress {
  /** As people write it, without a slash at its end: `http://localhost:3000`. */
  readonly origin: string;
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Any certificate will do. */
  readonly insecure: boolean;
}

/** The address in its parts, or one sentence that says what is wrong with it. */
export function parseUpstream(text: string, insecure: boolean): UpstreamAddress | string {
  const example = 'Write it as http://localhost:3000.';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') return `"${text}" is no web address. ${example}`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `The lab relays http and https, not "${url.protocol}//". A WebSocket begins as http, so name that. ${example}`;
  }
  if (url.username !== '' || url.password !== '') {
    return 'A user name or password has no place in the address of your server: send it with each request.';
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return `Name your server without a path: each request brings its own. Use ${url.origin}.`;
  }
  const secure = url.protocol === 'https:';
  if (insecure && !secure) {
    return `--upstream-insecure is about certificates, and ${url.origin} has none. Leave it out.`;
  }
  return {
    origin: url.origin,
    host: unbracketed(url.hostname),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
    insecure,
  };
}

/** Whether the address leads to `port` of this machine. */
export function leadsHome({ host, port }: UpstreamAddress, homePort: number): boolean {
  const isLoopback = host === 'localhost' || host.endsWith('.localhost') || host === '::1';
  return port === homePort && (isLoopback || (isIP(host) === 4 && host.startsWith('127.')));
}

function unbracketed(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
