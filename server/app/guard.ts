import type { IncomingMessage } from 'node:http';

/** Lets only the application's own page, and programs that are no page, use the control API. */
export interface Guard {
  /** The origins of the application's own page. */
  readonly origins: readonly string[];
  /** Why this request is refused, in one sentence; undefined when it is not. */
  refusal(request: IncomingMessage): string | undefined;
}

/**
 * `Host` is checked against DNS rebinding: a foreign name that was made to lead here. `Origin`, where there is one, is
 * checked against requests and WebSockets from foreign pages, to which CORS does not apply (RFC 6455 §10.2).
 */
export function createGuard(names: readonly string[], port: number): Guard {
  const hosts = names.map((name) => `${name}:${port}`);
  const origins = hosts.map((host) => `http://${host}`);
  return {
    origins,
    refusal({ headers }) {
      const host = headers.host?.toLowerCase();
      if (host === undefined || !hosts.includes(host)) {
        return `The host ${host ?? '(none)'} is not this lab. Open ${origins[0] ?? ''} instead.`;
      }
      const { origin } = headers;
      if (origin !== undefined && !origins.includes(origin.toLowerCase())) {
        return `A page of ${origin} may not use this lab. Open ${origins[0] ?? ''} instead.`;
      }
      // A GET that a foreign page makes in `no-cors` mode has no Origin, but says where it comes from (Fetch Metadata).
      const site = headers['sec-fetch-site'];
      const isForeign = site === 'cross-site' || site === 'same-site';
      if (isForeign && headers['sec-fetch-mode'] !== 'navigate' && origin === undefined) {
        return `A foreign page may not use this lab. Open ${origins[0] ?? ''} instead.`;
      }
      return undefined;
    },
  };
}
