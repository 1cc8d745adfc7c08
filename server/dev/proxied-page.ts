import { request as requestOf } from 'node:http';
import type { PageHandler } from '../app/static.ts';

/** Hands every request for the page on to Vite's development server at `address`. */
export function createProxiedPage(address: string): PageHandler {
  const { host } = new URL(address);
  return (_pathname, request, response) =>
    new Promise((resolve, reject) => {
      const onward = requestOf(
        `${address}${request.url ?? '/'}`,
        { method: request.method, headers: { ...request.headers, host } },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
          resolve(true);
        },
      );
      onward.on('error', reject);
      onward.end();
    });
}
