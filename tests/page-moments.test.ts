import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStaticPage } from '../server/app/static.ts';
import { serveRecordings } from '../server/app/recordings.ts';
import { cellsOf, frameCount, frameGrid, inspector, untilFrames } from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const PAGE = fileURLToPath(new URL('../dist/page', import.meta.url));

describe('moments on the page', () => {
  let folder: string;
  let lab: TestLab;
  let ui: Playground;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wire101-recordings-'));
    lab = await startTestLab({
      settings: { feedIntervalMs: 100 },
      page: async (headers) => serveRecordings(folder, await createStaticPage(PAGE, headers)),
    });
    ui = await openPage(lab);
    await ui.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 2);
    await untilFrames(ui, 60);
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  });

  const button = (name: string | RegExp) => ui.page.getByRole('button', { name, exact: true });
  const moment = () => ui.page.getByTitle('The moment shown, since the recording began').innerText();
  const selected = () => frameGrid(ui).getByRole('row', { selected: true });
  const message = (text: RegExp) => ui.page.getByRole('list', { name: 'Messages' }).getByText(text);

  test('a moment that is held stands still in every view, while the recording goes on', async () => {
    await button('Pause').click();
    /* What had crossed the tap by then may still be on its way to the page, until something later has come. */
    await ui.page.getByText(/\d+ later/).waitFor();
    const [shown, frames] = [await moment(), await frameCount(ui)];
    const { length } = lab.trace.frames;
    await lab.until('thirty more frames', (trace) => trace.frames.length >= length + 30);
    await ui.page.getByText(/\d{2,} later/).waitFor();
    expect([await moment(), await frameCount(ui)]).toEqual([shown, frames]);
  });

  test('steps by frame go to the frames one by one, and select them', async () => {
    await button('Back by one frame').click();
    const there = await moment();
    const cells = await cellsOf(selected());
    await button('Back by one frame').click();
    await button('Back by one frame').click();
    expect(await cellsOf(selected())).not.toEqual(cells);
    await button('Forward by one frame').click();
    await button('Forward by one frame').click();
    expect([await moment(), await cellsOf(selected())]).toEqual([there, cells]);
  });

  test('a link to a moment leads there in another tab: same moment, same frame, same view', async () => {
    await ui.page.getByRole('tab', { name: 'Timeline' }).click();
    const [there, cells, frames] = [await moment(), await cellsOf(selected()), await frameCount(ui)];
    await button('Copy link to this moment').click();
    await message(/The link to this moment is copied/).waitFor();
    const link = await ui.page.evaluate(() => navigator.clipboard.readText());
    const page = await ui.context.newPage();
    await page.goto(link);
    const other = { ...ui, page };
    await frameGrid(other).getByRole('row', { selected: true }).waitFor();
    expect(await page.getByTitle('The moment shown, since the recording began').innerText()).toBe(there);
    expect(await cellsOf(frameGrid(other).getByRole('row', { selected: true }))).toEqual(cells);
    expect(await frameCount(other)).toBe(frames);
    expect(await page.getByRole('tab', { name: 'Timeline' }).getAttribute('aria-selected')).toBe('true');
    await page.close();
  });

  test('the newest moment is a click away, and nothing was lost', async () => {
    await button('Live').click();
    await untilFrames(ui, lab.trace.frames.length);
  });

  test('a recording that the lab serves opens by its address, at the moment the address names', async () => {
    await writeFile(join(folder, 'a.w101'), Buffer.concat(lab.lab.recorder.file()));
    const t = lab.trace.frames.tEnd(20);
    await ui.page.goto(`${lab.lab.app}/?recording=/recordings/a.w101#/playground?t=${t}&frame=1-c-0-http1`);
    await ui.page.getByText('Recording “a.w101”.').waitFor();
    await inspector(ui).getByRole('heading', { name: 'HTTP/1.1 request' }).waitFor();
    const { frames } = lab.trace;
    const until = Array.from({ length: frames.length }, (_, at) => frames.tEnd(at)).filter(
      (each) => each <= t,
    );
    expect(await frameCount(ui)).toBe(until.length);
  });

  test('a recording is played on from the moment shown, to its end', async () => {
    /* Not from where it is: how long the rest is depends on how long the tests before took. */
    await button('End').click();
    for (let n = 0; n < 5; n++) await button('Back by one frame').click();
    await ui.page.getByText(/\d+ later/).waitFor();
    await button('Play').click();
    await ui.page.getByText(/\d+ later/).waitFor({ state: 'detached' });
    await button('Play').waitFor();
  });

  test.each([
    ['?t=soon', /“t” takes a number of milliseconds, not “soon”/],
    ['?recording=/recordings/none.w101', /There is nothing at \/recordings\/none.w101/],
    ['?recording=https://example.org/a.w101', /It is on another origin, https:\/\/example.org/],
    ['?file=mine.w101&t=5', /leads into the recording file “mine.w101”. Open it here/],
    ['?t=5&frame=99-s-0-sse&conn=99', /Not all of this link was found here: the frame, connection 99/],
  ])('a link that cannot be followed says why, and nothing shown is lost: %s', async (link, words) => {
    const frames = await frameCount(ui);
    await ui.page.evaluate((hash) => (location.hash = hash), `#/playground${link}`);
    await message(words).waitFor();
    await ui.page.getByText('Recording “a.w101”.').waitFor();
    await button('End').click();
    expect(await frameCount(ui)).toBe(frames);
  });

  test('the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
