import type { Response } from 'express';
import { STATUS_CODES } from 'node:http';
import { HttpError, type Endpoint } from './endpoint.ts';

/** Header fields without which a response of this status would break the rules, or help nobody (RFC 9110). */
function fieldsOf(status: number, location: string): Record<string, string> {
  if ([301, 302, 303, 307, 308].includes(status)) return { Location: location }; // §15.4
  if (status === 401) return { 'WWW-Authenticate': 'Bearer realm="Wire 101"' }; // §11.6.1
  if (status === 405) return { Allow: 'GET, HEAD, POST, OPTIONS' }; // §15.5.6
  if (status === 407) return { 'Proxy-Authenticate': 'Bearer realm="Wire 101"' }; // §11.7.1
  if (status === 416) return { 'Content-Range': 'bytes */0' }; // §14.4
  if (status === 429 || status === 503) return { 'Retry-After': '1' }; // §10.2.3
  return {};
}

/** Answers with a status and what belongs to it. 204, 205 and 304 have no content (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
export function sendStatus(res: Response, status: number, location = '/hello'): void {
  res.setHeader('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(fieldsOf(status, location))) res.setHeader(name, value);
  res.status(status);
  if ([204, 205, 304].includes(status)) res.end();
  else res.json({ status, reason: STATUS_CODES[status] ?? 'a status without a name' });
}

function answer(code: unknown, res: Response): void {
  const status = typeof code === 'string' && /^\d{3}$/.test(code) ? Number(code) : 0;
  // A 1xx is no answer, only a word before it; a 426 has to name a protocol, and there is nothing here to upgrade to.
  if (status < 200 || status > 599 || status === 426) {
    throw new HttpError(400, {
      error: 'There is no final status of this number here.',
      where: 'path',
      help: 'Ask for 200 to 599, such as /status/404. /early-hints sends a 103, and /ws a 101 and a 426.',
    });
  }
  sendStatus(res, status);
}

export const status: Endpoint = {
  path: '/status/:code',
  summary:
    'Answers with the status that the path names, 200 to 599, and the header fields that belong to it.',
  methods: {
    GET: (req, res) => answer(req.params['code'], res),
    POST: (req, res) => answer(req.params['code'], res),
  },
};
