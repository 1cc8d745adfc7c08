import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { endpointCards } from '../endpoints/cards.ts';
import type { ApiRoute } from './api-route.ts';
import { codeFrame } from './code-frame.ts';
import { LAB_ROUTES } from './lab-api.ts';
import { sendJson } from './send-json.ts';

/** What the application answers besides the page's files. One entry a route. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...LAB_ROUTES,
  codeFrame,
  {
    method: 'GET',
    path: '/api/health',
    explain: 'Whether the lab runs, its version and the addresses of its origins.',
    handle(_request, response, { version, origins }) {
      sendJson(response, 200, { status: 'ok', version, origins });
    },
  },
  {
    method: 'GET',
    path: '/api/endpoints',
    explain: 'Every endpoint of the origins, with commands for a terminal.',
    handle(_request, response, { origins }) {
      sendJson(response, 200, endpointCards(origins));
    },
  },
  {
    method: 'GET',
    path: '/api/proxy',
    explain: 'What stands behind the proxy origin now, and its configuration.',
    async handle(_request, response, { proxy }) {
      await proxy.ready();
      sendJson(response, 200, proxy.state());
    },
  },
  {
    method: 'GET',
    path: '/api/recording',
    explain: 'The whole recording so far, as a file.',
    async handle(_request, response, { recorder }) {
      const parts = recorder.file();
      const name = `wire101-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.w101`;
      response.writeHead(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': `attachment; filename="${name}"`,
        'Content-Length': parts.reduce((sum, part) => sum + part.length, 0),
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
      // It rejects when the client goes before the end, which is the client's to do.
      await pipeline(Readable.from(parts), response).catch(() => undefined);
    },
  },
  {
    method: 'GET',
    path: '/api/ca.pem',
    explain: "The certificate of this lab's CA, for clients to trust.",
    handle(_request, response, { ca }) {
      response.writeHead(200, {
        'Content-Type': 'application/x-pem-file',
        'Content-Disposition': 'attachment; filename="wire101-ca.pem"',
        'Content-Length': Buffer.byteLength(ca),
        'Cache-Control': 'no-store',
      });
      response.end(ca);
    },
  },
];
