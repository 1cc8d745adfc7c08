import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const CLIENTS = 12;

describe('a herd', () => {
  let lab: TestLab;
  let ui: Playground;
  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
    ui = await openPage(lab);
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  const answered = () => lab.trace.exchanges.filter(({ status }) => status === 200).length;
  const connected = () => ui.page.getByText(`${CLIENTS} connected`);

  test('opens as many clients as were asked for, and the page counts them', async () => {
    await ui.open('Herd', 'SSE', 'HTTP/1.1', CLIENTS);
    await lab.until('all are answered', () => answered() === CLIENTS);
    await connected().waitFor();
  });

  test('comes back after a crash that the control API asked for', async () => {
    const crash = await fetch(`${lab.lab.app}/api/lab/crash`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ backAfterMs: 300 }),
    });
    expect(crash.status).toBe(202);
    const first = [...lab.trace.connections.values()].slice(0, CLIENTS);
    await lab.until('each lost its connection', () => first.every(({ closed }) => closed?.how === 'reset'));
    await lab.until('all are back', () => answered() === 2 * CLIENTS);
    await connected().waitFor();
    /* Each said for how long it waits, and without backoff that is the same for all. */
    const waits = [...lab.trace.operations.values()].flatMap(({ events }) =>
      events.filter(({ event }) => event === 'error').map(({ detail }) => detail.replace(/^.*; /, '')),
    );
    expect(waits.length).toBeGreaterThanOrEqual(CLIENTS);
    expect(new Set(waits)).toEqual(new Set(['tries again in 250 ms']));
  });

  test('the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
