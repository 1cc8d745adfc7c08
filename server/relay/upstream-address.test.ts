import { expect, test } from 'vitest';
import { leadsHome, parseUpstream, type UpstreamAddress } from './upstream-address.ts';

test.each([
  [
    'http://localhost:3000',
    { origin: 'http://localhost:3000', host: 'localhost', port: 3_000, secure: false },
  ],
  [
    'http://localhost:3000/',
    { origin: 'http://localhost:3000', host: 'localhost', port: 3_000, secure: false },
  ],
  ['https://[::1]', { origin: 'https://[::1]', host: '::1', port: 443, secure: true }],
])('reads %s', (text, address) => {
  expect(parseUpstream(text, false)).toEqual({ ...address, insecure: false });
});

test.each([
  ['localhost:3000', /no web address/],
  ['ws://localhost:3000', /Name|name/],
  ['nonsense', /no web address/],
  ['http://me:secret@localhost', /user name or password/],
  ['http://localhost:3000/app', /without a path/],
  ['http://localhost:3000?a=b', /without a path/],
])('says what is wrong with %s', (text, problem) => {
  expect(parseUpstream(text, false)).toMatch(problem);
});

test('accepts any certificate only where there is one', () => {
  expect(parseUpstream('http://localhost:3000', true)).toMatch(/has none/);
  expect(parseUpstream('https://localhost:3000', true)).toMatchObject({ insecure: true });
});

test('an address leads home when it is the port of the relay on this machine', () => {
  const at = (text: string) => parseUpstream(text, false) as UpstreamAddress;
  expect(leadsHome(at('http://localhost:5105'), 5_105)).toBe(true);
  expect(leadsHome(at('http://127.0.0.2:5105'), 5_105)).toBe(true);
  expect(leadsHome(at('http://[::1]:5105'), 5_105)).toBe(true);
  expect(leadsHome(at('http://localhost:5101'), 5_105)).toBe(false);
  expect(leadsHome(at('http://example.com:5105'), 5_105)).toBe(false);
});
