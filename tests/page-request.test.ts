import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../trace/model.ts';
import { http2FrameAt } from '../trace/redecode.ts';
import { parseSettings } from '../wire/http2/payload.ts';
import { SETTINGS } from '../wire/http2/settings.ts';
import { accessibilityFaults } from './support/accessibility.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

describe('what is asked, from the page', () => {
  let lab: TestLab;
  let ui: Playground;
  const sheet = () => ui.page.getByRole('dialog', { name: 'What is asked' });
  const path = () => sheet().getByRole('combobox', { name: 'Path and query' });
  const open = () => ui.page.getByRole('button', { name: '+ Open' });
  const asked = (part: string) =>
    lab.until<Exchange>(`a request for ${part}`, ({ exchanges }) =>
      exchanges.find(({ method, target }) => method !== 'OPTIONS' && target.includes(part)),
    );

  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
    ui = await openPage(lab);
    ui.page.setDefaultTimeout(15_000);
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 1);
    await ui.page.getByRole('button', { name: 'What is asked' }).click();
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  test('a parameter that was chosen stands in the path, and in the request', async () => {
    await sheet().getByRole('combobox', { name: 'split' }).selectOption('on');
    await sheet().getByRole('textbox', { name: 'end' }).fill('3');
    expect(await path().inputValue()).toBe('/sse?split=on&end=3');
    await open().click();
    await asked('/sse?split=on&end=3&op=');
    await ui.page.getByRole('button', { name: 'What is asked: changed' }).waitFor();
  });

  test('what was written shows in the controls, and one that is left out goes', async () => {
    await path().fill('/sse?gzip=on&flush=buffered');
    expect(await sheet().getByRole('combobox', { name: 'gzip' }).inputValue()).toBe('on');
    await sheet().getByRole('combobox', { name: 'gzip' }).selectOption('');
    expect(await path().inputValue()).toBe('/sse?flush=buffered');
  });

  test('a path that cannot be asked for says why, and nothing is opened', async () => {
    await path().fill('sse');
    await sheet().getByText('A path begins with a slash').waitFor();
    expect(await open().isDisabled()).toBe(true);
  });

  test('axe finds nothing in the panel', async () => {
    expect(await accessibilityFaults(ui.page, { only: '[role=dialog]' })).toEqual([]);
  });

  test('all is as usual again, by one click', async () => {
    await sheet().getByRole('button', { name: 'As usual' }).click();
    expect(await path().inputValue()).toBe('/sse');
    expect(await open().isEnabled()).toBe(true);
  });

  test('a fetch with a method and content of one’s own', async () => {
    await ui.open('This browser', 'fetch', 'HTTP/1.1', 1);
    await path().fill('/tokens?rate=1000&count=3');
    await sheet().getByRole('combobox', { name: 'Method' }).selectOption('POST');
    await sheet().getByRole('textbox', { name: 'Content' }).fill('{"prompt":"hi"}');
    await open().click();
    expect(await asked('/tokens?rate=1000')).toMatchObject({ method: 'POST' });
  });

  test('the Node client begins HTTP/2 with the SETTINGS that were chosen', async () => {
    await ui.open('Node', 'SSE', 'HTTP/2', 1);
    await sheet().getByRole('spinbutton', { name: 'INITIAL_WINDOW_SIZE' }).fill('1000');
    await sheet().getByRole('spinbutton', { name: 'INITIAL_WINDOW_SIZE' }).press('Tab');
    await open().click();
    const sent = await lab.until('its SETTINGS', (trace) => {
      for (let row = 0; row < trace.frames.length; row++) {
        if (trace.frames.layer(row) !== 'http2' || trace.frames.type(row) !== 'SETTINGS') continue;
        const window = parseSettings(http2FrameAt(trace, row).payload).find(
          ({ id }) => id === SETTINGS.INITIAL_WINDOW_SIZE,
        );
        if (window?.value === 1_000) return trace.frames.direction(row);
      }
      return undefined;
    });
    expect(sent).toBe('client-to-server');
  });

  test('and the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
