import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection, Operation } from '../trace/model.ts';
import type { Trace } from '../trace/trace.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const operations = (trace: Trace): Operation[] => [...trace.operations.values()];
const onWire = (trace: Trace): Operation[] =>
  operations(trace).filter(({ onWireAt }) => onWireAt !== undefined);
const receiving = (trace: Trace): Operation[] =>
  operations(trace).filter(({ exchanges }) => (exchanges.at(-1)?.messages['server-to-client'] ?? 0) > 0);
const http2Connections = (trace: Trace): Connection[] =>
  [...trace.connections.values()].filter(({ protocol }) => protocol === 'http2');

describe('the connection limit of a real browser', () => {
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

  test('six of seven event streams over HTTP/1.1 open and the seventh waits without a byte', async () => {
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 7);
    await lab.until('seven operations', (trace) => trace.operations.size === 7);
    await lab.until('six streams receive events', (trace) => receiving(trace).length === 6);
    const queued = await lab.until('the seventh waits for two seconds while the others go on', (trace) =>
      operations(trace).find(({ state, issuedAt }) => state === 'queued' && trace.lastT - issuedAt > 2_000),
    );
    expect(queued.onWireAt).toBeUndefined();
    expect(onWire(lab.trace)).toHaveLength(6);
    await ui.page
      .getByText(/not one byte/i)
      .first()
      .waitFor();
  });

  test('the control channel takes none of the six lanes', () => {
    const busy = [...lab.trace.connections.values()].filter(
      ({ origin, state }) => origin === 'http1' && state !== 'closed',
    );
    expect(busy).toHaveLength(6);
    expect(busy.every(({ exchanges }) => exchanges.some(({ target }) => target.startsWith('/sse')))).toBe(
      true,
    );
  });

  test('a plain fetch to the same origin waits behind the streams', async () => {
    await ui.open('This browser', 'fetch', 'HTTP/1.1', 1);
    const waiting = await lab.until('the fetch is issued and stays queued for a second', (trace) =>
      operations(trace).find(
        ({ transport, state, issuedAt }) =>
          transport === 'fetch' && state === 'queued' && trace.lastT - issuedAt > 1_000,
      ),
    );
    expect(waiting.exchanges).toEqual([]);
  });

  test('a cut by click hands its lane to the one that waits, and the cut one means to come back', async () => {
    const queued = operations(lab.trace).find(
      ({ state, transport }) => state === 'queued' && transport === 'sse',
    );
    const wire = ui.page.getByRole('button', { name: /connection \d+/i }).first();
    await wire.focus();
    await wire.press('Enter');
    await ui.page.getByRole('button', { name: /cut/i }).first().click();
    const cut = await lab.until('a connection was reset by the fault', (trace) =>
      [...trace.connections.values()].find(({ closed }) => closed?.by === 'fault' && closed.how === 'reset'),
    );
    await lab.until(
      'the seventh stream got a connection',
      (trace) => trace.operations.get(queued?.id ?? 0)?.onWireAt !== undefined,
    );
    const victim = cut.exchanges.at(-1)?.op ?? 0;
    expect(['reconnecting', 'closed']).toContain(lab.trace.operations.get(victim)?.state);
  });

  test('nine event streams over HTTP/2 share one connection', async () => {
    await ui.page.getByRole('button', { name: /close all/i }).click();
    await ui.open('This browser', 'SSE', 'HTTP/2', 9);
    const connection = await lab.until('nine streams open on one connection', (trace) =>
      http2Connections(trace).find(
        ({ exchanges }) => exchanges.filter(({ carries }) => carries === 'sse').length === 9,
      ),
    );
    expect(
      [...connection.streams.values()].filter(({ state }) => state !== 'closed').length,
    ).toBeGreaterThanOrEqual(9);
  });

  test('a WebSocket over HTTP/2 goes out on the connection that is already open', async () => {
    await ui.open('This browser', 'WebSocket', 'HTTP/2', 1);
    const exchange = await lab.until('an extended CONNECT is answered', (trace) =>
      trace.exchanges.find(({ carries, status }) => carries === 'websocket' && status === 200),
    );
    expect(exchange.method).toBe('CONNECT');
    const connection = lab.trace.connections.get(exchange.conn);
    expect(connection?.protocol).toBe('http2');
    expect(connection?.exchanges.filter(({ id }) => id < exchange.id).length).toBeGreaterThan(0);
  });

  test('the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});

describe('SETTINGS_MAX_CONCURRENT_STREAMS', () => {
  test('at 4 lets four of six event streams open on one HTTP/2 connection', async () => {
    const lab = await startTestLab({ settings: { maxConcurrentStreams: 4, feedIntervalMs: 100 } });
    const ui = await openPage(lab);
    try {
      await ui.open('This browser', 'SSE', 'HTTP/2', 6);
      const queued = await lab.until('four receive and two have waited for a second', (trace) => {
        const waiting = operations(trace).filter(
          ({ state, issuedAt }) => state === 'queued' && trace.lastT - issuedAt > 1_000,
        );
        return receiving(trace).length === 4 && waiting.length === 2 && waiting;
      });
      expect(queued.every(({ exchanges }) => exchanges.length === 0)).toBe(true);
      const first = receiving(lab.trace)[0] as Operation;
      expect(lab.trace.connections.get(first.exchanges[0]?.conn ?? 0)?.maxConcurrentStreams).toBe(4);
      await ui.page
        .getByRole('button', { name: new RegExp(`close .*\\b${first.id}\\b`, 'i') })
        .first()
        .click();
      await lab.until('closing one lets the next in', (trace) => receiving(trace).length === 5);
    } finally {
      await ui.close();
      await lab.close();
    }
  });
});
