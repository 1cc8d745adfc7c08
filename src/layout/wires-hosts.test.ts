import { expect, test } from 'vitest';
import { connection, exchange, operation, source } from './testing.ts';
import { authorityOf, endsWords } from './wires-hosts.ts';
import { layoutWires } from './wires.ts';

const asking = (id: number, host: string) => {
  const asked = exchange(id, id, { headers: [{ name: 'Host', value: host }] });
  return connection(id, { exchanges: [asked] });
};

test('connections to several hosts of one port are in a group for each, as a browser counts its lanes', () => {
  const all = [asking(1, 'localhost:5101'), asking(2, 'a.wire.localhost:5101'), asking(3, 'localhost:5101')];
  const { groups } = layoutWires(source(all), 0, 1_000);
  expect(groups.map(({ title, caption }) => [title, caption])).toEqual([
    ['localhost:5101 · HTTP/1.1', '2 connections'],
    ['a.wire.localhost:5101 · HTTP/1.1', '1 connection'],
  ]);
});

test('an operation on no wire stands with the host that it asks for', () => {
  const waiting = operation(1, { url: 'http://b.wire.localhost:5101/sse?op=1' });
  const { groups } = layoutWires(source([asking(1, 'localhost:5101')], [waiting]), 0, 1_000);
  expect(groups.map(({ title }) => title)).toEqual([
    'localhost:5101 · HTTP/1.1',
    'b.wire.localhost:5101 · HTTP/1.1',
  ]);
});

test('a connection that has said nothing is for its listener; a server leg is for its server', () => {
  const { origins } = source([]);
  expect(authorityOf({ origins }, connection(1))).toBe('localhost:5101');
  const leg = { ...asking(2, 'localhost:5104'), origin: 'proxy-server' } as const;
  const addresses = { ...origins, 'proxy-server': 'http://127.0.0.1:40000' } as typeof origins;
  expect(authorityOf({ origins: addresses }, leg)).toBe('127.0.0.1:40000');
});

test('who stands at the ends is said where it is not a client and the lab', () => {
  expect(endsWords({ proxy: undefined }, 'http1')).toBeUndefined();
  expect(endsWords({ proxy: { kind: 'nginx', name: 'nginx 1.22.1' } }, 'proxy')).toBe(
    'client to nginx 1.22.1',
  );
  expect(endsWords({ proxy: undefined }, 'upstream-server')).toBe('the lab’s relay to your server');
});
