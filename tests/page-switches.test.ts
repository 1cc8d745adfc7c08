import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../trace/model.ts';
import { sseFrameAt } from '../trace/redecode.ts';
import type { Trace } from '../trace/trace.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const sseRows = (trace: Trace, exchange: Exchange, type: string): number[] =>
  [...trace.framesOfExchange(exchange.id)].filter(
    (row) => trace.frames.layer(row) === 'sse' && trace.frames.type(row) === type,
  );

const eventStreams = (trace: Trace): Exchange[] => trace.exchanges.filter(({ carries }) => carries === 'sse');

describe('each server switch changes the wire', () => {
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

  const menu = () => ui.page.getByRole('group', { name: 'Server switches' });

  async function withMenu(change: () => Promise<void>): Promise<void> {
    await ui.page.getByRole('button', { name: 'Server', exact: true }).click();
    await change();
    await ui.page.keyboard.press('Escape');
    await menu().waitFor({ state: 'hidden' });
  }
  const setNumber = (label: string, value: number) =>
    withMenu(async () => {
      const field = menu().getByRole('spinbutton', { name: label });
      await field.fill(String(value));
      await field.press('Tab');
    });
  const flip = (label: string) => withMenu(() => menu().getByRole('switch', { name: label }).click());

  test('the feed interval and the padding, from the line above the picture', async () => {
    /* Where there is less room, the feed is in the Server menu alone. */
    await ui.page.setViewportSize({ width: 2_000, height: 900 });
    await ui.page.getByRole('combobox', { name: 'Feed: every' }).selectOption('100 ms');
    await ui.page
      .getByRole('combobox', { name: 'Padding of each event' })
      .selectOption({ label: '1,000 B padding' });
    await lab.until(
      'both settings are recorded',
      ({ settings }) => settings?.feedIntervalMs === 100 && settings.feedPayloadBytes === 1_000,
    );
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 1);
    const rows = await lab.until('eight events', (trace) => {
      const stream = eventStreams(trace)[0];
      const found = stream ? sseRows(trace, stream, 'event') : [];
      return found.length >= 8 && found;
    });
    const times = rows.map((row) => lab.trace.frames.t(row));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(7 * 1_000);
    expect(rows.every((row) => lab.trace.frames.lengthOf(row) > 1_000)).toBe(true);
  });

  test('a shorter heartbeat sends comments on a stream that is open already', async () => {
    const [stream] = eventStreams(lab.trace) as [Exchange];
    expect(sseRows(lab.trace, stream, 'comment')).toEqual([]);
    await setNumber('Heartbeat', 100);
    await lab.until('two comments', (trace) => sseRows(trace, stream, 'comment').length >= 2);
  });

  test('the retry field comes first on the next stream and tells the browser how long to wait', async () => {
    await setNumber('retry field', 300);
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 1);
    const stream = await lab.until('a second stream that has events', (trace) =>
      eventStreams(trace)[1]?.messages['server-to-client'] ? eventStreams(trace)[1] : undefined,
    );
    const first =
      [...lab.trace.framesOfExchange(stream.id)].find((row) => lab.trace.frames.layer(row) === 'sse') ?? -1;
    expect(sseFrameAt(lab.trace, first).retry).toBe(300);
  });

  test('without replay the events missed between two connections stay missing', async () => {
    if (lab.trace.settings?.replay) await flip('Replay');
    await lab.until('replay is off', ({ settings }) => settings?.replay === false);
    const before = eventStreams(lab.trace)[1] as Exchange;
    lab.lab.connections.get(before.conn)?.applyFault({ type: 'cut' });
    const after = await lab.until('the stream is back', (trace) =>
      eventStreams(trace).find(
        ({ op, id, messages }) => op === before.op && id > before.id && messages['server-to-client'] > 0,
      ),
    );
    /* The last that crossed the tap may have died on its way. */
    const asked = Number(after.lastEventId);
    expect(asked).toBeLessThanOrEqual(Number(before.lastId));
    const [row = -1] = sseRows(lab.trace, after, 'event');
    expect(Number(sseFrameAt(lab.trace, row).id)).toBeGreaterThan(asked + 1);
  });

  test('MAX_CONCURRENT_STREAMS is announced to the next HTTP/2 connection', async () => {
    await setNumber('MAX_CONCURRENT_STREAMS', 3);
    await lab.until('the setting is recorded', ({ settings }) => settings?.maxConcurrentStreams === 3);
    await ui.open('Node', 'fetch', 'HTTP/2', 1);
    await lab.until('a connection that was told of three streams', ({ connections }) =>
      [...connections.values()].some(({ maxConcurrentStreams }) => maxConcurrentStreams === 3),
    );
  });

  test('with Early Hints on a 103 comes first, with it off none does', async () => {
    const hints = (trace: Trace) =>
      trace.exchanges.filter(
        ({ target, endedAt }) => target.startsWith('/early-hints?') && endedAt !== undefined,
      );
    await ui.open('Node', 'Early Hints', 'HTTP/1.1', 1);
    const [first] = await lab.until(
      'an answer with the switch on',
      (trace) => hints(trace).length === 1 && hints(trace),
    );
    expect(first?.interim).toHaveLength(1);
    await flip('103 Early Hints');
    await lab.until('the switch is off', ({ settings }) => settings?.earlyHints === false);
    await ui.open('Node', 'Early Hints', 'HTTP/1.1', 1);
    const [, second] = await lab.until(
      'an answer with the switch off',
      (trace) => hints(trace).length === 2 && hints(trace),
    );
    expect(second).toMatchObject({ status: 200, interim: [] });
  });

  test('a number the lab does not take is not sent', async () => {
    await ui.page.getByRole('button', { name: 'Server', exact: true }).click();
    const field = menu().getByRole('spinbutton', { name: 'Feed interval' });
    await field.fill('5');
    await field.press('Tab');
    expect(await field.evaluate((input: HTMLInputElement) => input.validity.rangeUnderflow)).toBe(true);
    expect(lab.lab.settings.current.feedIntervalMs).toBe(100);
  });

  test('the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
