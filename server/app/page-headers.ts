import { CLIENT_ORIGIN_IDS, type OriginAddresses } from '../../contract/origin.ts';

/** The lab's origins and their names for sharding, as sources of a policy: for HTTP and for WebSocket. */
export function labSources(origins: OriginAddresses): string {
  const sources = CLIENT_ORIGIN_IDS.flatMap((id) => {
    const origin = origins[id];
    if (origin === undefined) return [];
    const url = new URL(origin);
    const shards = url.hostname === 'localhost' ? [`${url.protocol}//*.wire.localhost:${url.port}`] : [];
    return [origin, ...shards].flatMap((address) => [address, address.replace(/^http/, 'ws')]);
  });
  return sources.join(' ');
}

/**
 * What the page may load and talk to (CSP3): its own files, the sandbox of the lessons' code (code-frame.ts), the lab's
 * origins, nothing else. Styles may be set on single elements, since drawings need that; style sheets come from files only.
 */
export function contentSecurityPolicy(origins: OriginAddresses): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "frame-src 'self'",
    `connect-src 'self' ${labSources(origins)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function pageHeaders(origins: OriginAddresses): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(origins),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
  };
}
