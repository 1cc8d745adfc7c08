import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { decodeRecording } from '../contract/recording-file.ts';
import type { CaptureRecord } from '../contract/records.ts';
import { decoding } from '../trace/decoding.ts';
import { Trace } from '../trace/trace.ts';
import {
  cellsOf,
  frameCount,
  frameGrid,
  frameRows,
  stopFollowing,
  untilFrames,
} from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

function traceOf(records: readonly CaptureRecord[]): Trace {
  const trace = new Trace(decoding);
  for (const record of records) trace.apply(record);
  return trace;
}

describe('recordings on the page', () => {
  let lab: TestLab;
  let ui: Playground;
  /** What Save gave, and what it means. */
  let saved: Buffer;
  let savedTrace: Trace;

  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
    ui = await openPage(lab);
    await ui.open('This browser', 'SSE', 'HTTP/2', 2);
    await untilFrames(ui, 40);
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  const banner = () => ui.page.getByRole('status').filter({ hasText: 'The lab goes on recording behind it' });
  const warning = (text: RegExp) => ui.page.getByRole('list', { name: 'Messages' }).getByText(text);

  test('a moment that is held stands still, counts what came later and loses nothing', async () => {
    await ui.page.getByRole('button', { name: 'Pause' }).click();
    const { length } = lab.trace.frames;
    const shown = await frameCount(ui);
    await lab.until('fifty more frames on the wire', ({ frames }) => frames.length >= length + 50);
    await ui.page.getByText(/\d+ later/).waitFor();
    expect(await frameCount(ui)).toBe(shown);
    const { length: meanwhile } = lab.trace.frames;
    await ui.page.getByRole('button', { name: 'Live' }).click();
    await untilFrames(ui, meanwhile);
  });

  test('a saved file opens again and shows the same frames', async () => {
    const coming = ui.page.waitForEvent('download');
    await ui.page.getByRole('link', { name: 'Save' }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^wire101-.*\.w101$/);
    saved = await readFile(await download.path());
    const { records, error } = decodeRecording(saved);
    expect(error).toBeUndefined();
    savedTrace = traceOf(records);

    const choosing = ui.page.waitForEvent('filechooser');
    await ui.page.getByRole('button', { name: 'Open file' }).click();
    await (
      await choosing
    ).setFiles({ name: 'two-streams.w101', mimeType: 'application/octet-stream', buffer: saved });
    await banner().getByText('Recording “two-streams.w101”.').waitFor();
    expect(await frameCount(ui)).toBe(savedTrace.frames.length);
    await stopFollowing(ui);
    await frameGrid(ui).press('Home');
    const cells = await cellsOf(frameGrid(ui).getByRole('row').nth(1));
    expect(cells[3]).toBe(savedTrace.frames.type(0));
    expect(cells[5]).toBe(savedTrace.summary(0));
  });

  test('nothing can be changed in a recording', async () => {
    expect(await ui.page.getByRole('button', { name: '+ Open' }).isDisabled()).toBe(true);
    expect(await ui.page.getByRole('button', { name: 'Close all' }).isDisabled()).toBe(true);
    expect(await ui.page.getByRole('toolbar').count()).toBe(0);
    expect(await ui.page.getByRole('button', { name: /^Close operation/ }).count()).toBe(0);
  });

  test.each([
    ['no recording at all', Buffer.from('GET / HTTP/1.1\r\n\r\n'), /does not begin with "W101"/],
    [
      'a recording of a newer format',
      Buffer.from([0x57, 0x31, 0x30, 0x31, 99, 0, 0, 0]),
      /Update Wire 101 to open it/,
    ],
  ])(
    'a file that is %s is refused with the reason, and nothing shown is lost',
    async (_what, buffer, reason) => {
      const frames = await frameCount(ui);
      await ui.page
        .locator('input[type=file]')
        .setInputFiles({ name: 'bad.w101', mimeType: 'application/octet-stream', buffer });
      await warning(reason).waitFor();
      await warning(/“bad.w101” was not opened.*What was shown is still here/)
        .first()
        .waitFor();
      expect(await frameCount(ui)).toBe(frames);
      await banner().getByText('Recording “two-streams.w101”.').waitFor();
    },
  );

  test('the live lab is a click away, and went on meanwhile', async () => {
    await ui.page.getByRole('button', { name: 'Back to live' }).click();
    await banner().waitFor({ state: 'hidden' });
    await untilFrames(ui, lab.trace.frames.length);
    expect(lab.trace.frames.length).toBeGreaterThan(savedTrace.frames.length);
  });

  test('a file that was cut short, dropped on the page, shows what lies before the cut', async () => {
    const cut = saved.subarray(0, saved.length - 5);
    const data = await ui.page.evaluateHandle((base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], 'cut-short.w101'));
      return transfer;
    }, cut.toString('base64'));
    const body = ui.page.locator('body');
    await body.dispatchEvent('dragover', { dataTransfer: data });
    await ui.page.getByText('Drop a recording to open it').waitFor();
    await body.dispatchEvent('drop', { dataTransfer: data });
    await banner().getByText('Recording “cut-short.w101”.').waitFor();
    await warning(/ends inside the record.*records before it are shown/).waitFor();
    expect(await frameCount(ui)).toBe(traceOf(decodeRecording(cut).records).frames.length);
    await ui.page.getByRole('button', { name: 'Back to live' }).click();
  });

  test('Clear begins a new recording, and open streams go on in it', async () => {
    const before = await frameCount(ui);
    expect(before).toBeGreaterThan(60);
    await ui.page.getByRole('button', { name: 'Clear' }).click();
    await vi.waitUntil(async () => (await frameCount(ui)) < before, { timeout: 15_000, interval: 50 });
    await untilFrames(ui, 8);
    await frameRows(ui, 'SSE event').first().waitFor();
    await ui.page.getByText('2 operations open').first().waitFor({ state: 'attached' });
  });

  test('the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
