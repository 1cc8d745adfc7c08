import { CLIENT_ORIGIN_IDS, type OriginAddresses } from '../../contract/origin.ts';

/**
 * What the page may load and talk to (CSP3): its own files, the lab's origins and their names for sharding, nothing
 * else. Styles may be set on single elements, since drawings need that; style sheets come from files only.
 */
export function contentSecurityPolicy(origins: OriginAddresses): string {
  const lab = CLIENT_ORIGIN_IDS.flatMap((id) => {
    const origin = origins[id];
    if (origin === undefined) return [];
    const url = new URL(origin);
    const shards = url.hostname === 'localhost' ? [`${url.protocol}//*.wire.localhost:${url.port}`] : [];
    return [origin, ...shards].flatMap((address) => [address, address.replace(/^http/, 'ws')]);
  });
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    `connect-src 'self' ${lab.join(' ')}`,
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
