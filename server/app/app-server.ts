import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpError } from '../endpoints/endpoint.ts';
import { API_RATE, HEADERS_CHECK_MS, HEADERS_MS, MAX_HEADER_BYTES } from '../limits.ts';
import type { Clock } from '../context.ts';
import { RateLimit } from '../rate.ts';
import type { ApiContext } from './api-route.ts';
import { API_ROUTES } from './api.ts';
import type { Guard } from './guard.ts';
import { sendJson } from './send-json.ts';
import type { PageHandler } from './static.ts';

export interface AppOptions extends ApiContext {
  readonly clock: Pick<Clock, 'now'>;
  readonly guard: Guard;
  readonly page: PageHandler;
  /** Takes the control channel, once the request has passed the guard. */
  readonly onControl: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

const CONTROL_PATH = '/control';

/** The application's origin: page, API and control channel. It is not recorded. */
export function createAppServer(options: AppOptions): Server {
  const bounds = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_MS,
    connectionsCheckingInterval: HEADERS_CHECK_MS,
  };
  const limit = new RateLimit(API_RATE, options.clock);
  const server = createServer(bounds, (request, response) => {
    answer(request, response, options, limit).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof HttpError) sendJson(response, error.status, error.content);
      else sendJson(response, 500, { error: `The lab could not answer: ${(error as Error).message}` });
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {});
    const refusal = options.guard.refusal(request);
    if (refusal !== undefined) refuseUpgrade(socket, '403 Forbidden', refusal);
    else if (pathOf(request) !== CONTROL_PATH)
      refuseUpgrade(socket, '404 Not Found', `The control channel is ${CONTROL_PATH}.`);
    else options.onControl(request, socket, head);
  });
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: AppOptions,
  limit: RateLimit,
): Promise<void> {
  const refusal = options.guard.refusal(request);
  if (refusal !== undefined) {
    sendJson(response, 403, { error: refusal });
    return;
  }
  const pathname = pathOf(request);
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  if (pathname === CONTROL_PATH) {
    response.setHeader('Upgrade', 'websocket');
    sendJson(response, 426, { error: 'This is the control channel: it speaks WebSocket only (RFC 6455).' });
    return;
  }
  const routes = API_ROUTES.filter((route) => route.path === pathname);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = routes.find((candidate) => candidate.method === method);
  if (route !== undefined) {
    const waitSeconds = limit.take();
    if (waitSeconds > 0) {
      response.setHeader('Retry-After', waitSeconds);
      sendJson(response, 429, {
        error: `The API was asked more than ${API_RATE.perSecond} times a second. Nothing was changed; try again in ${waitSeconds} s.`,
      });
      return;
    }
    await route.handle(request, response, options);
    return;
  }
  if (routes.length > 0 || method !== 'GET') {
    const allow = routes.length > 0 ? routes.map((candidate) => candidate.method) : ['GET'];
    if (allow.includes('GET')) allow.push('HEAD');
    response.setHeader('Allow', allow.join(', '));
    sendJson(response, 405, { error: `${pathname} does not answer ${request.method ?? ''}.` });
    return;
  }
  if (await options.page(pathname, request, response)) return;
  sendJson(response, 404, {
    error: `There is nothing at ${pathname}.`,
    available: ['/', ...API_ROUTES.map(({ method: asked, path, explain }) => `${asked} ${path}: ${explain}`)],
  });
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function refuseUpgrade(socket: Duplex, status: string, reason: string): void {
  const body = JSON.stringify({ error: reason });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
