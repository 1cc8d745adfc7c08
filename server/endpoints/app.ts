import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { RequestListener } from 'node:http';
import type { EndpointContext, Endpoints } from '../context.ts';
import { allowOrigins } from './cors.ts';
import { allowedMethods, HttpError, type Endpoint, type Handler, type Lab } from './endpoint.ts';
import { serveHttp2 } from './express-http2.ts';
import { notFound } from './not-found.ts';
import { refuseUnknown } from './parameters.ts';
import { ENDPOINTS } from './registry.ts';
import { splitTarget } from './request.ts';
import { createShutdown } from './shutdown.ts';
import { createConnectHandler } from './ws-connect.ts';
import { createUpgradeHandler } from './ws-upgrade.ts';

/** Picks the endpoint's handler for the method, or answers what the methods are. */
function dispatch(endpoint: Endpoint, lab: Lab): RequestHandler {
  const allow = allowedMethods(endpoint).join(', ');
  const handlers: ReadonlyMap<string, Handler> = new Map(Object.entries(endpoint.methods));
  return (req, res) => {
    if (req.method === 'OPTIONS') {
      res.setHeader('Allow', allow);
      res.status(204).end();
      return undefined;
    }
    const handler = handlers.get(req.method === 'HEAD' ? 'GET' : req.method);
    if (handler === undefined) {
      throw new HttpError(
        405,
        { error: `${endpoint.path} does not answer ${req.method}.`, where: 'method', help: `Use ${allow}.` },
        { Allow: allow },
      );
    }
    refuseUnknown(splitTarget(req).query, endpoint.path, endpoint.parameters);
    return handler(req, res, lab);
  };
}

/** Turns what a handler threw into a response. Express knows it by its four parameters. */
const answerError: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  if (error instanceof HttpError) {
    for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
    res.status(error.status).json(error.content);
    return;
  }
  // Express itself refuses what it cannot read, such as a path that is no valid percent-encoding.
  const status = Number((error as { status?: unknown } | null)?.status);
  if (status >= 400 && status < 500) {
    res.status(status).json({ error: String((error as Error).message), where: 'request' });
    return;
  }
  console.error(error);
  res.status(500).json({ error: 'The server failed. Its terminal says why.' });
};

function createApp(lab: Lab): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // A path is what it says, to the letter (RFC 9110 §4.2.3).
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(allowOrigins(lab.appOrigins));
  for (const endpoint of ENDPOINTS) app.all(endpoint.path, dispatch(endpoint, lab));
  const nothing = notFound(ENDPOINTS);
  app.use((req, res) => nothing(req, res, lab));
  app.use(answerError);
  return app;
}

/** The endpoints of one lab, for all of its listeners: the same handlers over HTTP/1.1 and HTTP/2. */
export function createEndpoints(context: EndpointContext): Endpoints {
  const shutdown = createShutdown();
  const shared = new Map<(lab: Lab) => unknown, unknown>();
  const lab: Lab = {
    ...context,
    onShutdown: (task) => shutdown.onShutdown(task),
    shared<T>(create: (lab: Lab) => T): T {
      if (!shared.has(create)) shared.set(create, create(lab));
      return shared.get(create) as T;
    },
  };
  const http1: RequestListener = createApp(lab);
  return {
    http1,
    http2: serveHttp2(createApp(lab)),
    onUpgrade: createUpgradeHandler(lab, http1),
    onConnect: createConnectHandler(lab),
    close: (goodbye) => shutdown.close(context.clock, goodbye),
  };
}
