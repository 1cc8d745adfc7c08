import { describe, expect, test } from 'vitest';
import { LabScript } from '../checks/testing.ts';
import type { Reading } from './figure.ts';
import { FIGURES, findFigure } from './registry.ts';

function read(id: string, script: LabScript, args: object = {}, now?: number): Reading | undefined {
  const figure = findFigure(id);
  if (!figure) throw new RangeError(`There is no figure ${id}.`);
  const trace = script.trace();
  return figure.read(trace, args, now ?? trace.lastT);
}

const HTTP1 = { origin: 'http1' };
/** Arguments of the figures that take others than an origin. */
const ARGS: Readonly<Record<string, object>> = {
  'max-concurrent-streams': {},
  setting: { by: 'client-to-server', name: 'INITIAL_WINDOW_SIZE' },
  'data-without-window-update': {},
  'head-bytes': { ...HTTP1, part: 'request-head' },
  polling: { ...HTTP1, what: 'bytes' },
  events: { ...HTTP1, transport: 'sse' },
  'header-block-bytes': {},
  'window-minimum': {},
  'window-blocked': {},
  'hint-lead': {},
  'held-events': {},
  'return-peak': { ...HTTP1, withinMs: 100 },
  'accept-key': { ...HTTP1, step: 'key' },
  'websocket-bytes': { ...HTTP1, what: 'header' },
};
const HTTP2 = { origin: 'http2' };

describe('figures', () => {
  test('have no id twice, and read nothing off an empty recording', () => {
    expect(new Set(FIGURES.map(({ id }) => id)).size).toBe(FIGURES.length);
    for (const { id } of FIGURES) expect(read(id, new LabScript(), ARGS[id] ?? HTTP1), id).toBeUndefined();
  });

  test('streams-at-once is the largest number of streams that were open together', () => {
    const script = new LabScript().at(1).ask(1).openStream(1, 1).ask(2).openStream(2, 2);
    script.at(100).close(1).at(200).ask(3).openStream(3, 3);
    expect(read('streams-at-once', script, HTTP1)?.text).toBe('2');
  });

  test('stream-connections counts the connections that carried them', () => {
    const script = new LabScript().at(1).openHttp2(4);
    for (const op of [1, 2, 3]) script.ask(op, { origin: 'http2' }).openHttp2Stream(4, op * 2 - 1, op);
    expect(read('stream-connections', script, HTTP2)).toMatchObject({ text: '1', evidence: { conn: 4 } });
  });

  test('longest-wait goes on while the request waits, and ignores what is no wait', () => {
    const script = new LabScript().at(1_000).ask(1).at(1_004).openStream(1, 1).at(2_000).ask(2);
    expect(read('longest-wait', script, HTTP1, 2_050)).toBeUndefined();
    expect(read('longest-wait', script, HTTP1, 6_200)).toMatchObject({ text: '4.20 s', evidence: { op: 2 } });
  });

  test('lane-winner names the request that got the first lane', () => {
    const script = new LabScript().at(1_000).ask(1).ask(2).openStream(1, 1);
    script.at(3_000).close(1, 'fault', 'reset').at(3_007).openStream(2, 2);
    expect(read('lane-winner', script, HTTP1)?.text).toBe(
      'op 2 (EventSource), 7 ms after connection 1 ended',
    );
  });

  test('return-delay is the time from the end of the stream to the next request', () => {
    const script = new LabScript().at(1_000).ask(1).openStream(1, 1).at(2_000).close(1, 'fault', 'reset');
    script.at(5_020).openStream(2, 1);
    expect(read('return-delay', script, HTTP1)?.text).toBe('3.02 s');
    script.at(6_000).close(2, 'fault', 'reset').at(7_000).openStream(3, 1);
    expect(read('return-delay', script, HTTP1)?.text).toBe('3.02 s');
    expect(read('return-delay', script, { ...HTTP1, which: 'newest' })?.text).toBe('1.00 s');
  });

  test('max-concurrent-streams reads the newest value and points at the SETTINGS frame that said it', () => {
    const script = new LabScript().at(1).openHttp2(1, 100).at(2).announce(1, 4);
    const reading = read('max-concurrent-streams', script);
    expect(reading?.text).toBe('4');
    const trace = script.trace();
    expect(trace.frames.view(reading?.evidence.frame ?? 0)).toMatchObject({
      type: 'SETTINGS',
      direction: 'server-to-client',
      t: 2,
    });
  });

  test('setting reads what an end announced, and the initial value of what it did not', () => {
    const script = new LabScript().at(1).openHttp2(1, 100).at(2).announce(1, 4).openHttp2Stream(1, 1, 1);
    const text = (by: string, name: string) => read('setting', script, { by, name })?.text;
    expect(text('server-to-client', 'MAX_CONCURRENT_STREAMS')).toBe('4 streams');
    expect(text('client-to-server', 'MAX_CONCURRENT_STREAMS')).toBe('no limit');
    expect(text('client-to-server', 'INITIAL_WINDOW_SIZE')).toBe('65,535 bytes');
  });

  test('data-without-window-update counts the payload of DATA on the fullest stream', () => {
    const script = new LabScript().at(1).openHttp2(1).openHttp2Stream(1, 1, 1).openHttp2Stream(1, 3, 2);
    expect(read('data-without-window-update', script)?.text).toBe('16 bytes');
    expect(read('data-without-window-update', script, { direction: 'client-to-server' })).toBeUndefined();
  });
});
