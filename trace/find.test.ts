import { describe, expect, test } from 'vitest';
import { LabScript } from './checks/testing.ts';
import { findFrame } from './find-frame.ts';
import { findWire } from './find-wire.ts';

const script = () =>
  new LabScript().at(1).openStream(1, 1).at(2).openStream(2, 2).at(3).openHttp2(3).openHttp2Stream(3, 1, 3);

describe('a frame', () => {
  const trace = script().trace();
  const found = (query: Partial<Parameters<typeof findFrame>[1]>) => {
    const row = findFrame(trace, { which: 'newest', ...query });
    return row === undefined ? undefined : trace.frames.view(row);
  };

  test('is found by type, direction and origin, the newest or the first', () => {
    expect(found({ type: 'request', which: 'first' })?.conn).toBe(1);
    expect(found({ type: 'request' })?.conn).toBe(2);
    expect(found({ type: 'SETTINGS', direction: 'client-to-server' })?.conn).toBe(3);
    expect(found({ layer: 'sse', origin: 'http1' })?.conn).toBe(2);
  });

  test('is found by a header field of its head, and by the path of its request', () => {
    expect(found({ header: 'Content-Type', origin: 'http1' })?.type).toBe('response');
    expect(found({ header: 'content-type', direction: 'client-to-server' })).toBeUndefined();
    expect(found({ path: '/sse', type: 'HEADERS', which: 'first' })?.direction).toBe('client-to-server');
  });

  test('that was cleared away is not found', () => {
    const cleared = script().clear(50).trace();
    expect(findFrame(cleared, { which: 'newest', type: 'request' })).toBeUndefined();
  });
});

describe('a wire', () => {
  test('is the oldest or the newest that carries what is wanted', () => {
    const trace = script().at(4).open(9).trace();
    const find = (given: object) => findWire(trace, { origin: 'http1', which: 'newest', ...given })?.id;
    expect([
      find({ which: 'oldest' }),
      find({}),
      find({ carrying: 'any' }),
      find({ carrying: 'websocket' }),
    ]).toEqual([1, 2, 9, undefined]);
  });
});
