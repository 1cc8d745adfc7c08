import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sseFrameAt } from '../trace/redecode.ts';
import type { Trace } from '../trace/trace.ts';
import { wire } from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const DELAY_MS = 500;

/** When each event of a connection was complete on the wire, by its id. */
function arrivals(trace: Trace, conn: number): Map<string, number> {
  const times = new Map<string, number>();
  for (const row of trace.framesOfConnection(conn)) {
    if (trace.frames.layer(row) !== 'sse' || trace.frames.type(row) !== 'event') continue;
    times.set(sseFrameAt(trace, row).id ?? '', trace.frames.tEnd(row));
  }
  return times;
}

describe('faults on wires', () => {
  let lab: TestLab;
  let ui: Playground;

  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
    ui = await openPage(lab);
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 4);
    await lab.until('events on four wires', (trace) =>
      [1, 2, 3, 4].every((conn) => arrivals(trace, conn).size > 1),
    );
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  const faultsOf = (conn: number) => lab.trace.connections.get(conn)?.faults.map(({ type }) => type);
  const tools = (conn: number) => ui.page.getByRole('toolbar', { name: `Faults on connection ${conn}` });
  const untilFault = (conn: number, type: string, isOn: boolean) =>
    lab.until(
      `${type} on connection ${conn} is ${isOn ? 'on' : 'off'}`,
      () => faultsOf(conn)?.some((each) => each === type) === isOn,
    );

  test('Enter on a wire leads to its tools, arrows to Freeze, and its bytes are held', async () => {
    await wire(ui, 1).focus();
    await ui.page.keyboard.press('Enter');
    await ui.page.keyboard.press('ArrowRight');
    await ui.page.keyboard.press('Enter');
    await untilFault(1, 'freeze', true);
    const { size } = arrivals(lab.trace, 1);
    await lab.until('five events pass on another wire', (trace) => {
      const start = lab.trace.connections.get(1)?.faultLog.at(-1)?.t ?? 0;
      return [...arrivals(trace, 2).values()].filter((t) => t > start).length >= 5;
    });
    expect(arrivals(lab.trace, 1).size).toBe(size);
    await ui.page.getByText(/frozen: every byte is held/).waitFor();
  });

  test('the same key thaws the wire, and nothing of what was held is lost', async () => {
    await tools(1).getByRole('button', { name: 'Freeze', pressed: true }).waitFor();
    await ui.page.keyboard.press('Enter');
    await untilFault(1, 'freeze', false);
    const last = [...arrivals(lab.trace, 2).keys()].at(-1) ?? '';
    await lab.until('the thawed wire has caught up', (trace) => arrivals(trace, 1).has(last));
    const ids = [...arrivals(lab.trace, 1).keys()].map(Number);
    expect(ids).toEqual(ids.map((_, i) => (ids[0] ?? 0) + i));
    await ui.page.keyboard.press('Escape');
  });

  test('Slow by mouse holds each chunk for half a second', async () => {
    await wire(ui, 2).hover();
    await tools(2).getByRole('button', { name: 'Slow' }).click();
    await untilFault(2, 'delay', true);
    const since = lab.trace.lastT;
    const late = await lab.until('an event that came late', (trace) => {
      const slow = arrivals(trace, 2);
      const straight = [...arrivals(trace, 3)].filter(([id, t]) => t > since && slow.has(id));
      return straight.length > 2 && straight.map(([id, t]) => (slow.get(id) ?? 0) - t);
    });
    expect(Math.min(...late)).toBeGreaterThan(DELAY_MS - 20);
  });

  test('Freeze by mouse is put on and taken off', async () => {
    await wire(ui, 3).hover();
    await tools(3).getByRole('button', { name: 'Freeze' }).click();
    await untilFault(3, 'freeze', true);
    await tools(3).getByRole('button', { name: 'Freeze', pressed: true }).click();
    await untilFault(3, 'freeze', false);
  });

  const sheet = () => ui.page.getByRole('dialog', { name: 'Faults' });
  const atWork = () => sheet().getByRole('region', { name: 'Faults at work' });

  test('More… on a wire opens the form for it: a fault is put on, listed with what it does, and removed', async () => {
    await wire(ui, 3).hover();
    await tools(3).getByRole('button', { name: 'More…' }).click();
    await sheet().getByLabel('Fault', { exact: true }).selectOption({ label: 'Jitter' });
    await sheet().getByLabel('Seed').fill('7');
    await sheet().getByRole('button', { name: 'Put it on' }).click();
    await untilFault(3, 'jitter', true);
    expect(lab.trace.connections.get(3)?.faults).toMatchObject([{ type: 'jitter', seed: 7 }]);
    await atWork()
      .getByText(/random time from 0 to .* \(seed 7\)/)
      .waitFor();
    await atWork().getByRole('button', { name: 'Remove Jitter on Connection 3' }).click();
    await untilFault(3, 'jitter', false);
  });

  test('an origin gets a fault from its own button by keyboard, and Remove all takes off every one', async () => {
    await ui.page.keyboard.press('Escape');
    await sheet().waitFor({ state: 'detached' });
    await ui.page.getByRole('button', { name: /^Faults on localhost:\d+ · HTTP\/1\.1$/ }).press('Enter');
    await sheet().getByLabel('Fault', { exact: true }).selectOption({ label: 'Buffer' });
    await sheet().getByLabel('Until').press('Enter');
    await untilFault(4, 'buffer', true);
    expect([...lab.trace.originFaults]).toMatchObject([['http1', [{ type: 'buffer' }]]]);
    await atWork().getByRole('button', { name: 'Remove all' }).click();
    await untilFault(4, 'buffer', false);
    await atWork().getByText('No fault is on.', { exact: false }).waitFor();
    await sheet().getByRole('button', { name: 'Close Faults' }).click();
  });

  test.each([
    ['by mouse', 3],
    ['by keyboard', 4],
  ] as const)('Cut %s resets the connection, and the picture says who did it', async (how, conn) => {
    if (how === 'by mouse') {
      await wire(ui, conn).hover();
      await tools(conn).getByRole('button', { name: 'Cut' }).click();
    } else {
      await wire(ui, conn).focus();
      await ui.page.keyboard.press('Enter');
      await ui.page.keyboard.press('Enter');
    }
    const closed = await lab.until(
      'the connection is closed',
      (trace) => trace.connections.get(conn)?.closed,
    );
    expect(closed).toMatchObject({ by: 'fault', how: 'reset' });
    await ui.page.getByText(new RegExp(`conn ${conn} reset by fault`)).waitFor();
  });

  test('the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
