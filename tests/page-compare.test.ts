import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRecording } from '../contract/recording-file.ts';
import { countKinds, diffTraces, type TraceDiff } from '../trace/diff/diff.ts';
import { decoding } from '../trace/decoding.ts';
import { Trace } from '../trace/trace.ts';
import { cellsOf, frameGrid, untilFrames } from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

async function traceOf(path: string): Promise<Trace> {
  const trace = new Trace(decoding);
  for (const record of readRecording(await readFile(path))) trace.apply(record);
  return trace;
}

describe('two recordings laid over each other', () => {
  let lab: TestLab;
  let ui: Playground;
  let first: string;
  let second: string;
  let diff: TraceDiff;

  async function save(): Promise<string> {
    const coming = ui.page.waitForEvent('download');
    await ui.page.getByRole('link', { name: 'Save' }).click();
    return (await coming).path();
  }

  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
    ui = await openPage(lab);
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 1);
    await untilFrames(ui, 20);
    first = await save();
    await ui.open('This browser', 'WebSocket', 'HTTP/1.1', 1);
    await lab.until('messages of the socket', ({ frames }) =>
      frames.kinds().some(({ type }) => type === 'text'),
    );
    await ui.page.getByRole('button', { name: 'Close all' }).click();
    await lab.until('all closed', ({ connections }) =>
      [...connections.values()].every(({ state }) => state === 'closed'),
    );
    second = await save();
    diff = diffTraces(await traceOf(second), await traceOf(first));
    await ui.page.locator('input[type=file]:not([aria-label])').setInputFiles(second);
    await ui.page.getByText('The lab goes on recording behind it').waitFor();
    await ui.page.getByRole('tab', { name: 'Compare' }).click();
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  const view = () => ui.page.getByRole('region', { name: 'Compare' });

  test('shows how many exchanges and frames differ, as many as there are', async () => {
    await view().getByLabel('Second recording, as a file').setInputFiles(first);
    await view().getByRole('button', { name: 'Only this recording' }).waitFor();
    const exchanges = countKinds(diff.exchanges);
    expect(exchanges['only-a']).toBeGreaterThan(0);
    await view()
      .getByText(new RegExp(`Exchanges: .*${exchanges['only-a']} only in A`))
      .waitFor();
    const socket = diff.exchanges.find(({ a }) => a?.carries === 'websocket');
    const row = view().locator('details', { hasText: '/ws' });
    await row.getByText(`Frames: ${socket?.frames.length} only in A`).waitFor();
    expect(socket?.frames.length).toBeGreaterThan(2);
  });

  test('a frame of the shown recording is selected for every view, one of the other is opened beside', async () => {
    const stream = view().locator('details', { hasText: '/sse' }).first();
    await view().getByRole('button', { name: 'Every frame' }).click();
    if ((await stream.getAttribute('open')) === null) await stream.locator('summary').click();
    const cells = stream.getByRole('listitem').first().getByRole('button');
    await cells.first().click();
    expect((await cellsOf(frameGrid(ui).getByRole('row', { selected: true }))).at(-1)).toContain('GET /sse');
    await cells.last().click();
    await ui.page
      .getByRole('region', { name: 'Inspector of B' })
      .getByRole('heading', { name: 'HTTP/1.1 request' })
      .waitFor();
  });

  test('two operations of one recording are laid over each other', async () => {
    await view().getByRole('button', { name: 'Only this recording' }).click();
    await view().getByRole('combobox', { name: 'Side A' }).selectOption('op:1');
    await view().getByRole('combobox', { name: 'Side B' }).selectOption('op:2');
    await view().getByText('Exchanges: 1 changed.').waitFor();
    const title = await view().locator('details summary').first().innerText();
    expect(title).toMatch(/GET \/sse\?op=1[^]*B: GET \/ws\?op=2/);
  });

  test('a second recording from another origin is refused with the reason', async () => {
    await view()
      .getByRole('textbox', { name: 'Address of a second recording' })
      .fill('https://example.org/a.w101');
    await view().getByRole('textbox', { name: 'Address of a second recording' }).press('Enter');
    await view()
      .getByRole('alert')
      .getByText(/It is on another origin, https:\/\/example\.org/)
      .waitFor();
    expect(ui.troubles).toEqual([]);
  });
});
