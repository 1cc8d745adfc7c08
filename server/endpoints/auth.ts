import type { IncomingHttpHeaders } from 'node:http';
import { createAuthStore } from './auth-store.ts';
import { HttpError, type Endpoint, type Handler, type Lab } from './endpoint.ts';
import { choiceParameter, onOffParameter, textParameter } from './parameters.ts';
import { choice, onOff, splitTarget } from './request.ts';
import { SSE_PARAMETERS } from './sse-options.ts';
import { sse } from './sse.ts';

/*
 * A lesson on how a request can say who it comes from. It guards nothing: anybody can log in, without a password.
 * What differs is what the browser lets a page do. An EventSource and a WebSocket take no header fields from the page, so
 * what is left is a cookie, which goes along by itself, or a token in the address, which ends up in logs and histories.
 */

/** Cookies know no ports: the one of one origin of the lab is sent to the others on the same host, too (RFC 6265 §8.5). */
export const COOKIE = 'wire101_session';

/** The session that the Cookie field carries, or `undefined`. */
export function sessionOf(headers: IncomingHttpHeaders): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
}

const bearerOf = (headers: IncomingHttpHeaders): string | undefined =>
  /^Bearer +([\w~+/.-]+=*)$/i.exec(headers.authorization ?? '')?.[1];

/** The ways in which a request over HTTP can say who it comes from. */
const WAYS: Readonly<
  Record<
    'cookie' | 'query' | 'header',
    (headers: IncomingHttpHeaders, query: URLSearchParams) => string | undefined
  >
> = {
  cookie: sessionOf,
  query: (_headers, query) => query.get('token') ?? undefined,
  header: bearerOf,
};
const WAY_NAMES = ['cookie', 'query', 'header'] as const;

/** Whether the request carries a valid token, in the way `?by=` names or in any. */
export function isAuthorized(headers: IncomingHttpHeaders, query: URLSearchParams, lab: Lab): boolean {
  const by = choice(query, 'by', WAY_NAMES);
  const store = lab.shared(createAuthStore);
  return (by === undefined ? WAY_NAMES : [by]).some((way) => store.accept(WAYS[way](headers, query)));
}

/** What refuses it. A 401 says how to do better (RFC 9110 §15.5.2), though there is no name for “with a cookie”. */
export function unauthorized(): HttpError {
  return new HttpError(
    401,
    {
      error: 'The request does not say who it comes from, or what it says is not valid any more.',
      where: 'Cookie, Authorization or query parameter token',
      help: 'POST /auth/login for a cookie, or POST /auth/token for a token to send as ?token=.',
    },
    { 'WWW-Authenticate': 'Bearer realm="Wire 101"' },
  );
}

/** Browsers take a cookie with SameSite=None only when it is Secure; over plain HTTP, Secure only from this machine. */
function cookie(value: string, sameSite: string, maxAgeS: number, secure: boolean): string {
  const fields = [`${COOKIE}=${value}`, 'Path=/', `Max-Age=${maxAgeS}`, 'HttpOnly', `SameSite=${sameSite}`];
  return [...fields, ...(secure || sameSite === 'None' ? ['Secure'] : [])].join('; ');
}

const SAME_SITES = ['lax', 'strict', 'none'] as const;
const SAME_SITE = { lax: 'Lax', strict: 'Strict', none: 'None' } as const;

/** Whether the request came to an origin of TLS: all but one of the lab are. */
const isSecure = (host: string | undefined, lab: Lab): boolean =>
  host?.endsWith(`:${new URL(lab.origins.http1).port}`) !== true;

export const login: Endpoint = {
  path: '/auth/login',
  summary: 'A lesson, no secret: POST sets a session cookie, HttpOnly. No password.',
  parameters: [
    choiceParameter(
      'samesite',
      SAME_SITES,
      'Whether the cookie goes along when a page of another site asks.',
    ),
  ],
  methods: {
    POST(req, res, lab) {
      const sameSite = SAME_SITE[choice(splitTarget(req).query, 'samesite', SAME_SITES) ?? 'lax'];
      const { token, expiresInMs } = lab.shared(createAuthStore).issue('session');
      res.setHeader(
        'Set-Cookie',
        cookie(token, sameSite, expiresInMs / 1_000, isSecure(req.headers.host, lab)),
      );
      res.setHeader('Cache-Control', 'no-store');
      // No token in the content: HttpOnly keeps it from the page's scripts, and from those that got into the page.
      res.json({ sameSite, expiresInMs });
    },
  },
};

export const logout: Endpoint = {
  path: '/auth/logout',
  summary: 'POST ends the session of the cookie.',
  methods: {
    POST(req, res, lab) {
      lab.shared(createAuthStore).revoke(sessionOf(req.headers));
      res.setHeader('Set-Cookie', cookie('', 'Lax', 0, isSecure(req.headers.host, lab)));
      res.status(204).end();
    },
  },
};

export const token: Endpoint = {
  path: '/auth/token',
  summary:
    'A lesson: POST answers with a token for ?token=, a first message or a subprotocol; ?once=on with one that is good for one use.',
  parameters: [onOffParameter('once', 'A token that is good for one use.')],
  methods: {
    POST(req, res, lab) {
      const once = onOff(splitTarget(req).query, 'once') === true;
      res.setHeader('Cache-Control', 'no-store');
      res.json(lab.shared(createAuthStore).issue(once ? 'one-time' : 'token'));
    },
  },
};

const eventsOrRefusal: Handler = (req, res, lab) => {
  // An EventSource that gets 401 fails for good, and its page is not told why (HTML Standard: Processing model).
  if (!isAuthorized(req.headers, splitTarget(req).query, lab)) throw unauthorized();
  return sse.methods.GET?.(req, res, lab);
};

export const authEvents: Endpoint = {
  path: '/auth/events',
  summary:
    'The event stream of /sse for whoever is logged in, by cookie, ?token= or Authorization. 401 for others.',
  parameters: [
    ...SSE_PARAMETERS,
    choiceParameter('by', WAY_NAMES, 'Takes only this way to say who asks.'),
    textParameter('token', 'What POST /auth/token answered.', 'abc'),
  ],
  methods: { GET: eventsOrRefusal },
};
