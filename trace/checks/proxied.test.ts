import { describe, expect, test } from 'vitest';
import { findFigure } from '../figures/registry.ts';
import { RecordBuilder } from '../testing.ts';
import type { CheckResult } from './check.ts';
import { findCheck } from './registry.ts';
import { BROWSER_AGENT } from './testing.ts';

const check = (id: string, records: RecordBuilder, args: object = {}): CheckResult | undefined => {
  const trace = records.trace();
  return findCheck(id)?.check(trace, args, trace.lastT);
};
const figure = (id: string, records: RecordBuilder, args: object = {}): string | undefined => {
  const trace = records.trace();
  return findFigure(id)?.read(trace, args, trace.lastT)?.text;
};

const request = (target: string, more = ''): string =>
  `GET ${target} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${BROWSER_AGENT}\r\n${more}\r\n`;
const STREAM = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n';
const event = (id: number): string => `id: ${id}\ndata: ${id}\n\n`;

/** Asks the proxy for a stream, and the proxy asks the lab: connections 1 and 2. */
const asked = (more = '', path = '/sse?op=1'): RecordBuilder =>
  new RecordBuilder()
    .at(10)
    .open(1, 'proxy')
    .client(1, request(path, more))
    .at(12)
    .open(2, 'proxy-server')
    .client(2, request(path));

describe('a proxy in the way', () => {
  test('holds what reached it before its client had anything', () => {
    const records = asked().at(20).server(2, STREAM).server(2, event(1)).at(30).server(2, event(2));
    expect(check('held-by-proxy', records, { atLeast: 2 })?.reason).toBe(
      'Two events had reached the proxy before the first byte went on to the client.',
    );
    records
      .at(40)
      .server(1, `${STREAM}${event(1)}${event(2)}`)
      .at(50)
      .server(2, event(3));
    expect(check('held-by-proxy', records, { atLeast: 3 })?.reason).toBe(
      'Two events of a stream came to the proxy before its client had anything, of 3.',
    );
    expect(figure('held-events', records)).toBe('two events');
  });

  test('holds nothing that it passes on at once', () => {
    const records = asked().at(20).server(2, STREAM).server(1, STREAM);
    records.at(30).server(2, event(1)).server(1, event(1));
    expect(check('held-by-proxy', records, { atLeast: 1 })?.status).toBe('not-yet');
  });

  test('drops an upgrade that it asks the server without', () => {
    expect(check('upgrade-dropped', asked('', '/ws?op=1'))?.conditions?.map(({ met }) => met)).toEqual([
      false,
      false,
    ]);
    const dropped = asked('Upgrade: websocket\r\nConnection: Upgrade\r\n', '/ws?op=1');
    expect(check('upgrade-dropped', dropped)?.reason).toBe(
      '/ws?op=1 left the client with Upgrade and reached the server without.',
    );
    const passed = new RecordBuilder().open(1, 'proxy').open(2, 'proxy-server');
    for (const conn of [1, 2]) passed.client(conn, request('/ws?op=1', 'Upgrade: websocket\r\n'));
    expect(check('upgrade-dropped', passed)?.status).toBe('not-yet');
  });
});

describe('a stream that is cut for its silence', () => {
  const PROXY = { origin: 'proxy', afterMs: 2_000 };
  const streaming = (): RecordBuilder =>
    asked()
      .at(1_000)
      .server(1, `${STREAM}${event(1)}`);

  test('is one that the far side ended after nothing had come for so long', () => {
    const records = streaming().at(4_000).close(1, 'server', 'fin');
    expect(check('cut-for-silence', records, PROXY)?.reason).toBe(
      'Connection 1 was ended after nothing had come for 3.00 s.',
    );
    expect(figure('silence-before-cut', records, { origin: 'proxy' })).toBe('3.00 s');
  });

  test('is not one that ended soon after its last byte, nor one that the client ended', () => {
    const soon = streaming().at(1_500).close(1, 'server', 'fin');
    expect(check('cut-for-silence', soon, PROXY)?.reason).toBe(
      'Connection 1 was ended 500 ms after the last byte.',
    );
    const byClient = streaming().at(9_000).close(1, 'client', 'fin');
    expect(check('cut-for-silence', byClient, PROXY)?.status).toBe('not-yet');
  });
});
