import type { ClientHello } from './frame.ts';

/** What a ClientHello says, in one line: `localhost · h2, http/1.1 · TLS 1.3, TLS 1.2`. */
export function summarizeClientHello(hello: ClientHello): string {
  const parts = [
    hello.serverName ?? 'no server name',
    hello.alpn.length > 0 ? hello.alpn.join(', ') : 'no ALPN',
    hello.supportedVersions
      .filter(({ grease }) => !grease)
      .map(({ name }) => name)
      .join(', '),
  ];
  if (!hello.complete) parts.push('incomplete');
  return parts.filter((part) => part !== '').join(' · ');
}
