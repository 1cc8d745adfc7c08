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
    stage: {
      trace,
      applyFault: async (...args) => void (await note('fault')(...args)),
      changeSettings: async (...args) => void (await note('settings')(...args)),
      restart: async (...args) => void (await note('restart')(...args)),
      crash: async (...args) => void (await note('crash')(...args)),
    },
    operations: { open: note('open'), closeAll: async () => void (await note('close all')()) },
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
});
