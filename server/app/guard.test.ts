import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { createGuard } from './guard.ts';

const guard = createGuard(['localhost', '127.0.0.1', '[::1]'], 5100);
const refusal = (headers: IncomingHttpHeaders): string | undefined =>
  guard.refusal({ headers } as IncomingMessage);

it.each<[string, IncomingHttpHeaders]>([
  [
    'its own page',
    { host: 'localhost:5100', origin: 'http://localhost:5100', 'sec-fetch-site': 'same-origin' },
  ],
  ['its own page under another name of loopback', { host: '[::1]:5100', origin: 'http://[::1]:5100' }],
  ['a program that is no page', { host: '127.0.0.1:5100' }],
  [
    'a link on a foreign page',
    { host: 'localhost:5100', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ],
  [
    'an address that was typed',
    { host: 'localhost:5100', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
  ],
])('lets %s in', (_who, headers) => {
  expect(refusal(headers)).toBeUndefined();
});

it.each<[string, IncomingHttpHeaders]>([
  [
    'a foreign name that leads here (DNS rebinding)',
    { host: 'evil.example:5100', origin: 'http://evil.example:5100' },
  ],
  ['a foreign name without a port', { host: 'evil.example' }],
  ['another port', { host: 'localhost:5101' }],
  ['a request without Host', {}],
  // What a browser sends with every POST, PATCH and WebSocket handshake of a page (Fetch Standard, RFC 6455 §4.1).
  [
    'a form, fetch or WebSocket of a foreign page',
    { host: 'localhost:5100', origin: 'https://evil.example' },
  ],
  ['a page on another port of this machine', { host: 'localhost:5100', origin: 'http://localhost:5101' }],
  ['a page over TLS', { host: 'localhost:5100', origin: 'https://localhost:5100' }],
  ['a sandboxed frame or a file', { host: 'localhost:5100', origin: 'null' }],
  [
    'an image on a foreign page',
    { host: 'localhost:5100', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  ],
  [
    'a script on another port',
    { host: 'localhost:5100', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
  ],
])('refuses %s', (_who, headers) => {
  expect(refusal(headers)).toMatch(/Open http:\/\/localhost:5100 instead\.$/);
});
