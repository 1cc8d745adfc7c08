import { hostname, networkInterfaces } from 'node:os';
import { isIP } from 'node:net';

/** Listening on these means listening on every address of the machine. */
const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];
const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/** The name by which addresses are told to people: `localhost`, unless the lab listens on one other address only. */
export function shownHost(host: string | undefined): string {
  if (host === undefined || WILDCARDS.includes(host) || LOOPBACK_NAMES.includes(host)) return 'localhost';
  return bracketed(host);
}

/**
 * Every name by which the application may be asked for. A page that reaches it under any other name got there by DNS
 * rebinding.
 */
export function allowedNames(host: string | undefined): string[] {
  const names = new Set(LOOPBACK_NAMES);
  if (host !== undefined && WILDCARDS.includes(host)) {
    names.add(hostname().toLowerCase());
    for (const address of Object.values(networkInterfaces()).flat()) {
      if (address !== undefined) names.add(address.address.toLowerCase());
    }
  } else if (host !== undefined) {
    names.add(host.toLowerCase());
  }
  return [...names].map(bracketed);
}

/** The names a certificate needs beyond the usual ones. */
export function extraNames(host: string | undefined): string[] {
  return host === undefined || LOOPBACK_NAMES.includes(host) || WILDCARDS.includes(host) ? [] : [host];
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
