import { randomBytes } from 'node:crypto';
import type { Lab } from './endpoint.ts';
import { AUTH_ONE_TIME_TOKEN_MS, AUTH_TOKEN_MS, MAX_AUTH_TOKENS } from './limits.ts';

/** The tokens that are valid now. There is one user, and nothing here is worth a secret: it is all for looking at. */
export interface AuthStore {
  issue(kind: 'session' | 'token' | 'one-time'): { readonly token: string; readonly expiresInMs: number };
  /** Whether it is valid. A one-time token is not any more afterwards. */
  accept(token: string | undefined): boolean;
  revoke(token: string | undefined): void;
}

export function createAuthStore({ clock }: Pick<Lab, 'clock'>): AuthStore {
  // In the order in which they were issued.
  const tokens = new Map<string, { readonly until: number; readonly oneTime: boolean }>();
  return {
    issue(kind) {
      const token = randomBytes(16).toString('base64url');
      const expiresInMs = kind === 'one-time' ? AUTH_ONE_TIME_TOKEN_MS : AUTH_TOKEN_MS;
      tokens.set(token, { until: clock.now() + expiresInMs, oneTime: kind === 'one-time' });
      const [oldest] = tokens.keys();
      if (tokens.size > MAX_AUTH_TOKENS && oldest !== undefined) tokens.delete(oldest);
      return { token, expiresInMs };
    },
    accept(token = '') {
      const found = tokens.get(token);
      if (found === undefined) return false;
      const valid = clock.now() < found.until;
      if (found.oneTime || !valid) tokens.delete(token);
      return valid;
    },
    revoke: (token = '') => void tokens.delete(token),
  };
}
