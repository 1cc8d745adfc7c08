import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessibilityFaults } from './support/accessibility.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/* A card of the course; its text is replaced in most of these tests. */
const STEP = '#/lessons/six-lanes/6';
const TITLE = 'Go further: nine at once, in your own code';

describe('code that the learner can change', () => {
  let lab: TestLab;
  let ui: Playground;
  let card: Locator;
  const editor = (): Locator => card.getByRole('textbox', { name: /Escape, then Tab leaves/ });
  const output = (): Locator => card.getByRole('log', { name: 'Output' });
  const button = (name: string): Locator => card.getByRole('button', { name, exact: true });
  const stateIs = (words: string | RegExp): Promise<void> =>
    card.getByRole('status').getByText(words).waitFor();

  async function openEditor(): Promise<void> {
    await button('Edit and run').click();
    await editor().waitFor();
  }
  /** Puts a program into the editor and runs it by the keyboard. */
  async function run(code: string): Promise<void> {
    await editor().fill(code);
    await editor().press('Control+Enter');
  }

  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
    ui = await openPage(lab, STEP);
    card = ui.page.getByRole('region', { name: TITLE });
    await openEditor();
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });
  beforeEach(async () => {
    if (await button('Stop').isVisible()) await button('Stop').click();
  });

  test('runs, and shows what it says in a readable form', async () => {
    await run(
      `console.log('sum', 1 + 1, { a: [1, 'two'], m: new Map([[1, true]]) });
const response = await fetch(lab.http1 + '/hello');
console.info(response.status, (await response.json()).httpVersion);`,
    );
    await output().getByText('sum 2 { a: [1, "two"], m: Map { 1 → true } }').waitFor();
    await output().getByText('200 1.1').waitFor();
    await stateIs('Finished.');
  });

  test('opens connections that the stage shows, as operations of the learner’s code, and Stop closes them', async () => {
    await run(`const source = new EventSource(lab.http1 + '/sse');
source.onmessage = ({ data, lastEventId }) => console.log('event', lastEventId);
const socket = new WebSocket(lab.http1 + '/ws?mode=echo');
socket.onopen = () => socket.send('hello');
socket.onmessage = ({ data }) => console.log('came back:', data);`);
    await output().getByText('came back: hello').waitFor();
    const ops = await lab.until('a stream and a WebSocket, each with its messages told', ({ operations }) => {
      const own = [...operations.values()].filter(
        ({ isFromCode, state, events }) =>
          isFromCode && state === 'open' && events.some(({ event }) => event === 'message'),
      );
      return own.length === 2 && own;
    });
    expect(ops.map(({ transport }) => transport).sort()).toEqual(['sse', 'websocket']);
    expect(ops.every(({ exchanges }) => exchanges.length === 1)).toBe(true);
    await ui.page.getByRole('button', { name: /^Operation \d+, \/sse, opened by your code, OPEN/ }).waitFor();

    await button('Stop').click();
    await lab.until('both are over on the wire', () =>
      ops.every(({ exchanges, state }) => state === 'closed' && exchanges[0]?.endedAt !== undefined),
    );
    await stateIs('Stopped.');
  });

  test('tells when its operations happened no later than they reach the wire', async () => {
    await run(`await (await fetch(lab.http1 + '/hello')).text();`);
    const operation = await lab.until('the fetch is over', ({ operations }) =>
      [...operations.values()].find(
        ({ isFromCode, transport, state, url }) =>
          isFromCode && transport === 'fetch' && url.includes('/hello') && state === 'closed',
      ),
    );
    const errorMs = operation.events[0]?.clockErrorMs ?? 0;
    expect(operation.issuedAt - errorMs).toBeLessThanOrEqual(operation.onWireAt ?? 0);
  });

  test('shows an error with its line and column, and marks the line', async () => {
    await run(`console.log('before');\n\nfunction f() {\n  null.length;\n}\nsetTimeout(f, 10);`);
    await output().getByText('Uncaught TypeError').waitFor();
    await output()
      .getByRole('button', { name: /^line 4:\d+$/ })
      .click();
    await card.locator('.cm-activeLine', { hasText: 'null.length' }).waitFor();
    await card.locator('.cm-lint-marker-error').waitFor();
  });

  test('shows a promise that nobody caught', async () => {
    await run(`\nPromise.reject(new RangeError('too far'));`);
    await output().getByText('Uncaught (in promise) RangeError: too far').waitFor();
    await output()
      .getByRole('button', { name: /^line 2:\d+$/ })
      .waitFor();
  });

  test('says where a program cannot be read, and runs none of it', async () => {
    await run(`console.log('one');\nconst = 3;`);
    await output().getByText('SyntaxError: Unexpected token').waitFor();
    await output().getByRole('button', { name: 'line 2:7' }).waitFor();
    expect(await output().getByText('one', { exact: true }).count()).toBe(0);
  });

  test('a loop that never ends leaves the page alive, is told of, and can be stopped', async () => {
    await run(`console.log('loop');\nwhile (true) {}`);
    await stateIs(/it may be in a loop/);
    const delayMs = await ui.page.evaluate(async () => {
      const begin = performance.now();
      await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now() - begin;
    });
    expect(delayMs).toBeLessThan(1_000);
    await button('Stop').click();
    await stateIs('Stopped.');
    await run(`console.log('again')`);
    await output().getByText('again').waitFor();
  });

  test('a loop that nobody stops, and that fills the memory, is ended', async () => {
    await run(`const all = [];\nwhile (true) all.push(new Array(1000).fill(0.5));`);
    await stateIs(/did not answer for ten seconds and was ended/);
    expect(await button('Stop').isVisible()).toBe(false);
    await run(`console.log('the next one');`);
    await stateIs('Finished.');
  });

  test('a loop that logs without end neither freezes the page nor fills it', async () => {
    await run(`for (let n = 0; ; n += 1) console.log('line', n);`);
    await output()
      .getByText(/earlier lines are not kept/)
      .waitFor();
    await output()
      .getByText(/came too fast and were left out/)
      .last()
      .waitFor();
    await button('Stop').click();
    await stateIs('Stopped.');
    expect(await output().locator('.line').count()).toBeLessThanOrEqual(300);
  });

  test('a loop that opens connections is stopped at a hundred', async () => {
    await run(`for (;;) new WebSocket(lab.http1 + '/ws?mode=echo');`);
    await output().getByText('This code has 100 connections open').waitFor();
  });

  test('reaches neither the control API nor the control channel, by any way', async () => {
    const before = JSON.stringify(lab.lab.settings.current);
    await run(`const api = '${lab.lab.app}/api/lab';
const tell = (what) => [() => console.log(what, 'reached'), (error) => console.log(what, error.name)];
await fetch(api).then(...tell('get'));
await fetch(api, { mode: 'no-cors' }).then(...tell('no-cors'));
const init = { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: '{"replay":false}' };
await fetch(api, init).then(...tell('patch'));
await new Promise((resolve) => {
  const socket = new WebSocket('${lab.lab.app.replace('http', 'ws')}/control');
  socket.onopen = () => resolve(console.log('channel reached'));
  socket.onerror = () => resolve(console.log('channel refused'));
});
await import('${lab.lab.app}/').then(...tell('import'));
console.log('storage', typeof localStorage, typeof document, origin);`);
    await output().getByText('storage undefined undefined null').waitFor();
    const said = await output().innerText();
    expect(said).not.toContain('reached');
    for (const line of ['get TypeError', 'no-cors TypeError', 'patch TypeError', 'channel refused'])
      expect(said).toContain(line);
    expect(said).toContain('The sandbox kept this from reaching');
    expect(JSON.stringify(lab.lab.settings.current)).toBe(before);
  });

  test('is refused by the control API itself, too', async () => {
    const response = await fetch(`${lab.lab.app}/api/lab`, { headers: { Origin: 'null' } });
    expect(response.status).toBe(403);
  });

  test('reaches HTTP/2, where nine streams are open on one connection', async () => {
    await run(`let open = 0;
for (let n = 0; n < 9; n += 1) {
  const source = new EventSource(lab.http2 + '/sse');
  source.onopen = () => console.log('open', (open += 1));
}`);
    await output().getByText('open 9').waitFor();
  });

  test('can be closed on the stage, one connection at a time', async () => {
    await run(
      `const source = new EventSource(lab.http1 + '/sse');\nsource.onopen = () => console.log('open');`,
    );
    await output().getByText('open').waitFor();
    const op = await lab.until('the stream is open', ({ operations }) =>
      [...operations.values()].findLast(({ isFromCode, state }) => isFromCode && state === 'open'),
    );
    await ui.page.getByRole('button', { name: `Close operation ${op.id}`, exact: true }).click();
    await lab.until('it is closed', () => op.state === 'closed' && op.exchanges[0]?.endedAt !== undefined);
    await stateIs('Finished.');
  });

  test('has no serious accessibility fault, in light and dark', async () => {
    await run(`console.log('log');\nconsole.info('info');\nconsole.warn('warn');\nnull.x;`);
    await output().getByText('Uncaught TypeError').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await ui.page.emulateMedia({ colorScheme });
      expect(await accessibilityFaults(ui.page, { without: 'section[aria-label="Stage"]' })).toEqual([]);
    }
    await ui.page.emulateMedia({ colorScheme: null });
  });

  test('is left by the keyboard with Escape, then Tab; letters in it are no keys of the page', async () => {
    await editor().fill('');
    await editor().press('Tab');
    await editor().pressSequentially('klpmv');
    expect(await editor().innerText()).toContain('klpmv');
    expect(await ui.page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
    await editor().press('Escape');
    await editor().press('Tab');
    await card.locator('button:focus').waitFor();
  });

  test('keeps the learner’s version over a reload', async () => {
    await editor().fill(`console.log('mine');`);
    await ui.page.reload();
    await card.getByText('This is your version.').waitFor();
    await openEditor();
    expect(await editor().innerText()).toBe(`console.log('mine');`);
  });

  test('is the original again on request', async () => {
    await button('Reset to the original').click();
    await card.getByText('All nine are asked for.').waitFor();
    expect(await button('Reset to the original').isDisabled()).toBe(true);
  });

  test('is the original again when the lesson is begun anew', async () => {
    await run(`new EventSource(lab.http1 + '/sse'); console.log('mine');`);
    await output().getByText('mine').waitFor();
    await ui.page.getByRole('button', { name: 'Start again' }).click();
    await lab.until('what it had open is closed', ({ operations }) =>
      [...operations.values()].every(({ state }) => state === 'closed'),
    );
    await ui.page.getByRole('heading', { name: 'Seven streams, please' }).waitFor();
    await ui.page.goto(`${lab.lab.app}/${STEP}`);
    await card.getByText('All nine are asked for.').waitFor();
    expect(await card.getByText('This is your version.').count()).toBe(0);
  });

  test('is ended by leaving its step', async () => {
    await openEditor();
    await run(
      `const source = new EventSource(lab.http1 + '/sse');\nsource.onopen = () => console.log('open');`,
    );
    await output().getByText('open').waitFor();
    await ui.page.getByRole('link', { name: 'Next →' }).click();
    await lab.until('its connection is closed', ({ exchanges }) =>
      [...exchanges].every(({ endedAt }) => endedAt !== undefined),
    );
    expect(await ui.page.locator('iframe').count()).toBe(0);
  });

  test('wrote nothing to the console of the page', () => {
    expect(ui.troubles.filter((text) => !text.includes('Content Security Policy'))).toEqual([]);
  });
});
