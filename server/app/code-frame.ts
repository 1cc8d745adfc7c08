import { createHash } from 'node:crypto';
import type { OriginAddresses } from '../../contract/origin.ts';
import type { ApiRoute } from './api-route.ts';
import { labSources } from './page-headers.ts';

/*
 * The empty document in which code of a lesson runs: docs/decisions/0060. It makes a worker of the text that the page
 * hands it, gives it the page's port, and does nothing else.
 */
const SCRIPT = `addEventListener('message', ({ source, data, ports }) => {
  if (source !== parent) return;
  const url = URL.createObjectURL(new Blob([data.worker], { type: 'text/javascript' }));
  new Worker(url).postMessage(data.start, [...ports]);
});`;
const DOCUMENT = `<!doctype html>
<meta charset="utf-8">
<title>Code of a lesson</title>
<script>${SCRIPT}</script>
`;
const HASH = createHash('sha256').update(SCRIPT).digest('base64');

/**
 * What that code may do (CSP3). Without `allow-same-origin` its origin is opaque: requests say `Origin: null`, which the
 * control API refuses (guard.ts), and they are not let out to it in the first place. Workers inherit all of this.
 */
export function codeFramePolicy(origins: OriginAddresses): string {
  return [
    'sandbox allow-scripts',
    "default-src 'none'",
    `script-src 'sha256-${HASH}' blob:`,
    'worker-src blob:',
    `connect-src ${labSources(origins)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

export const codeFrame: ApiRoute = {
  method: 'GET',
  path: '/code-frame',
  explain: 'The sandbox in which the page runs code of a lesson.',
  handle(_request, response, { origins }) {
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': Buffer.byteLength(DOCUMENT),
      'Content-Security-Policy': codeFramePolicy(origins),
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    response.end(DOCUMENT);
  },
};
