import { describe, expect, test } from 'vitest';
import type { LessonAction } from '../../contract/lesson-actions.ts';
import { LabScript } from '../../trace/checks/testing.ts';
import type { Trace } from '../../trace/trace.ts';
import { performAll, type ActionTargets } from './actions.ts';

/** Notes what the actions ask for. */
function targets(trace: Trace): ActionTargets & { readonly calls: unknown[][] } {
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]): Promise<never[]> => {
      calls.push([name, ...args]);
      return Promise.resolve([]);
    };
  return {
    calls,
    patienceMs: 0,
    stage: {
      trace,
      applyFault: async (...args) => void (await note('fault')(...args)),
      removeFault: async (...args) => void (await note('no fault')(...args)),
      changeSettings: async (...args) => void (await note('settings')(...args)),
      restart: async (...args) => void (await note('restart')(...args)),
      crash: async (...args) => void (await note('crash')(...args)),
    },
    operations: {
      open: note('open'),
      closeAll: async () => void (await note('close all')()),
      closeSome: (choice) => Promise.resolve(calls.push(['close', choice])),
      send: (message) => calls.push(['send', message]),
    },
  };
}

const streams = () =>
  new LabScript().at(1).ask(1).openStream(1, 1).at(2).ask(2).openStream(2, 2).at(3).ask(3).openStream(3, 3);
const cut = (which: 'oldest' | 'newest'): LessonAction => ({ type: 'cut', origin: 'http1', which });

describe('the actions of a lesson', () => {
  test('are done in their order', async () => {
    const on = targets(new LabScript().trace());
    const open = { client: 'browser', transport: 'sse', origin: 'http2', count: 6 } as const;
    await performAll(
      [
        { type: 'close-all' },
        { type: 'change-settings', settings: { maxConcurrentStreams: 4 } },
        { type: 'open', ...open },
        { type: 'restart', backAfterMs: 500, closeCode: 1001 },
        { type: 'crash', backAfterMs: 0 },
      ],
      on,
    );
    expect(on.calls).toEqual([
      ['close all'],
      ['settings', { maxConcurrentStreams: 4 }],
      ['open', open],
      ['restart', { backAfterMs: 500, closeCode: 1001 }],
      ['crash', { backAfterMs: 0 }],
    ]);
  });

  test.each([
    ['oldest', 1],
    ['newest', 3],
  ] as const)('cut the %s connection that carries a stream', async (which, conn) => {
    const on = targets(streams().trace());
    await performAll([cut(which)], on);
    expect(on.calls).toEqual([['fault', conn, { type: 'cut' }]]);
  });

  test('do not cut a connection that is closed, idle or of another origin', async () => {
    const script = streams().open(4).at(4).close(1).openHttp2(5).openHttp2Stream(5, 1, 9);
    const on = targets(script.trace());
    await performAll([cut('oldest'), cut('newest')], on);
    expect(on.calls.map(([, conn]) => conn)).toEqual([2, 3]);
  });

  test('say so when there is no wire to cut, and stop there', async () => {
    const on = targets(new LabScript().trace());
    await expect(performAll([cut('oldest'), { type: 'close-all' }], on)).rejects.toThrow(
      'No stream is open over HTTP/1.1, so there is no wire to cut. Open some first.',
    );
    expect(on.calls).toEqual([]);
  });

  test('put a fault on the wire that is meant, or on the whole origin', async () => {
    const on = targets(streams().trace());
    const fault = { type: 'freeze', direction: 'both' } as const;
    await performAll(
      [
        { type: 'apply-fault', origin: 'http1', which: 'newest', fault },
        { type: 'apply-fault', origin: 'http1', which: 'all', fault },
        { type: 'remove-fault', origin: 'http1', which: 'oldest', carrying: 'sse', fault: 'freeze' },
      ],
      on,
    );
    expect(on.calls).toEqual([
      ['fault', 3, fault],
      ['fault', 'http1', fault],
      ['no fault', 1, 'freeze'],
    ]);
  });

  test('say which wire they miss when a fault has none to go to', async () => {
    const on = targets(streams().trace());
    const action: LessonAction = {
      type: 'apply-fault',
      origin: 'http1',
      which: 'newest',
      carrying: 'websocket',
      fault: { type: 'freeze', direction: 'both' },
    };
    await expect(performAll([action], on)).rejects.toThrow(
      'There is no such wire: the newest connection over HTTP/1.1 that carries a WebSocket. Open one first.',
    );
  });

  test('publish by a POST over the wire, with the content that /publish takes', async () => {
    const on = targets(new LabScript().trace());
    await performAll([{ type: 'publish', origin: 'http1', data: 'hello', topic: 'quiet', count: 2 }], on);
    expect(on.calls).toEqual([
      [
        'open',
        {
          ...{ client: 'browser', transport: 'fetch', origin: 'http1', count: 2 },
          ...{ path: '/publish?topic=quiet', method: 'POST', body: '{"data":"hello"}' },
        },
      ],
    ]);
  });

  test('send and close as they were told', async () => {
    const on = targets(new LabScript().trace());
    await performAll(
      [
        { type: 'send', which: 'all', bytes: 126, binary: true },
        { type: 'close', which: 'newest', transport: 'websocket', code: 3001, reason: 'bye' },
      ],
      on,
    );
    expect(on.calls).toEqual([
      ['send', { which: 'all', bytes: 126, binary: true }],
      ['close', { which: 'newest', transport: 'websocket', code: 3001, reason: 'bye' }],
    ]);
  });
});
