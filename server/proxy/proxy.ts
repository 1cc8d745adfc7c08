import type { ProxyState } from '../../contract/proxy.ts';
import type { Tap } from '../tap/tap.ts';
import { createOwnProxy } from './own-proxy.ts';
import { findNginx } from './nginx-process.ts';
import { startNginxProxy, type NginxOptions } from './nginx-proxy.ts';

/** What stands between clients and the lab's server on the origin `proxy`. */
export interface Proxy {
  state(): ProxyState;
  /** Resolves when what the switches say now is in force for new connections. */
  ready(): Promise<void>;
  /** Takes a client's connection. */
  take(tap: Tap): void;
  close(): Promise<void>;
}

/** nginx, where `wanted` and installed; otherwise the lab's own proxy, which does the same with less. */
export async function startProxy(wanted: boolean, options: Omit<NginxOptions, 'version'>): Promise<Proxy> {
  const version = wanted ? await findNginx() : undefined;
  if (version !== undefined) return startNginxProxy({ ...options, version });
  const because = wanted ? 'nginx is not installed on this machine, so' : 'Here';
  return createOwnProxy({ ...options, because });
}
