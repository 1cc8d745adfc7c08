import type { Express } from 'express';
import { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/*
 * Express gives each request and response a prototype of its own, with methods such as `res.json`, and behind it the
 * classes of node:http. On a request of node:http2 that would put the HTTP/1.1 classes in place of the HTTP/2 ones, and
 * the first property read would throw. So the application for HTTP/2 gets the same methods in front of the HTTP/2 classes.
 */
function rebase(methods: object, prototype: object): object {
  // app.request is an object of this application; the methods all applications share are its prototype.
  const shared = Object.getPrototypeOf(methods) as object;
  const rebased = Object.create(prototype, Object.getOwnPropertyDescriptors(shared)) as object;
  Object.setPrototypeOf(methods, rebased);
  return rebased;
}

/** Makes an Express application serve requests of node:http2, and only those. Call it once, on an application of its own. */
export function serveHttp2(app: Express): (req: Http2ServerRequest, res: Http2ServerResponse) => void {
  rebase(app.request, Http2ServerRequest.prototype);
  rebase(app.response, Http2ServerResponse.prototype);
  // Express types its callback for node:http alone.
  const handle = app as unknown as (req: Http2ServerRequest, res: Http2ServerResponse) => void;

  return (req, res) => {
    // `:authority` is what HTTP/1.1 calls Host (RFC 9113 §8.3.1).
    req.headers.host ??= req.authority;
    handle(req, res);
  };
}
