import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

describe('what came after push', () => {
  let lab: TestLab;
  let ui: Playground;

  beforeAll(async () => {
    lab = await startTestLab();
    ui = await openPage(lab);
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  test('the browser refuses a push in its first SETTINGS frame, and gets none', async () => {
    await ui.open('This browser', 'Push', 'HTTP/2', 1);
    const exchange = await lab.until('the browser has its answer', (trace) =>
      trace.exchanges.find(({ target, endedAt }) => target.startsWith('/push') && endedAt !== undefined),
    );
    const { conn } = exchange;
    const settings = [...lab.trace.framesOfConnection(conn)].filter(
      (row) =>
        lab.trace.frames.type(row) === 'SETTINGS' && lab.trace.frames.direction(row) === 'client-to-server',
    );
    expect(lab.trace.summary(settings[0] ?? 0)).toContain('ENABLE_PUSH=0');
    expect(lab.trace.exchanges.some(({ pushed }) => pushed)).toBe(false);
  });

  test('the Node client accepts the push that the browser refuses', async () => {
    await ui.open('Node', 'Push', 'HTTP/2', 1);
    const pushed = await lab.until('a promised stream was answered', (trace) =>
      trace.exchanges.find((exchange) => exchange.pushed && exchange.endedAt !== undefined),
    );
    expect(pushed).toMatchObject({ method: 'GET', status: 200 });
    expect(pushed.streamId % 2).toBe(0);
    expect(lab.trace.connections.get(pushed.conn)?.streams.get(pushed.streamId)?.reset).toBeUndefined();
  });

  test('a tab opened over HTTP/2 acts on 103 Early Hints and reports it', async () => {
    const opened = ui.context.waitForEvent('page');
    await ui.open('This browser', 'Early Hints', 'HTTP/2', 1);
    const exchange = await lab.until('a 103 came before the final response', (trace) =>
      trace.exchanges.find(({ interim, status }) => interim.length > 0 && status === 200),
    );
    const interim = lab.trace.frames.view(exchange.interim[0] ?? 0);
    const final = lab.trace.frames.view(exchange.responseFrame ?? 0);
    expect(final.t - interim.t).toBeGreaterThan(100);
    const report = await lab.until('the tab reports its timings', (trace) =>
      trace.exchanges.find(
        ({ method, target }) => method === 'POST' && target.startsWith('/early-hints/report'),
      ),
    );
    const tab = await opened;
    await tab.waitForURL('**/early-hints**');
    await tab.waitForFunction(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).some(
        ({ initiatorType }) => initiatorType === 'early-hints',
      ),
    );
    expect(report.op).toBe(exchange.op);
  });
});
