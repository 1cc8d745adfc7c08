import type { RequestHandler } from 'express';

/** How long a browser may remember the answer to a preflight, in seconds. */
const PREFLIGHT_MAX_AGE_S = 600;

/**
 * Lets the application's page, which is of another origin, read every response of the lab, errors among them, and their
 * timings. Sandboxed frames have the origin `null` and are let in too, but never with cookies.
 */
export function allowOrigins(allowed: readonly string[]): RequestHandler {
  return (req, res, next) => {
    const origin = req.headers.origin;
    // The answer differs from origin to origin: a cache has to know (RFC 9110 §12.5.5).
    res.setHeader('Vary', 'Origin');
    // Requests for styles and scripts carry no Origin, so the list is always sent whole.
    res.setHeader('Timing-Allow-Origin', allowed.join(', '));
    if (origin !== undefined && allowed.includes(origin)) {
      res.setHeader('Access-Control-Allow-Origin', origin);
      // Beyond the few that every page may read (Fetch Standard: CORS protocol).
      res.setHeader('Access-Control-Expose-Headers', 'ETag, Location, Retry-After, WWW-Authenticate');
      if (origin !== 'null') res.setHeader('Access-Control-Allow-Credentials', 'true');
    }
    // A preflight asks about the request to come. It is answered for every path, so that a page can read a 404 as well.
    if (req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined) {
      res.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST');
      res.setHeader(
        'Access-Control-Allow-Headers',
        'Authorization, Cache-Control, Content-Type, If-None-Match, Last-Event-ID',
      );
      res.setHeader('Access-Control-Max-Age', String(PREFLIGHT_MAX_AGE_S));
      if (req.headers['access-control-request-private-network'] === 'true') {
        res.setHeader('Access-Control-Allow-Private-Network', 'true');
      }
      res.status(204).end();
      return;
    }
    next();
  };
}
