import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cellsOf,
  frameGrid,
  frameRows,
  inspector,
  selectFrame,
  stopFollowing,
  untilFrames,
  wire,
} from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

describe('the inspector', () => {
  let lab: TestLab;
  let ui: Playground;

  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
    ui = await openPage(lab);
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 2);
    await untilFrames(ui, 30);
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  const selected = () => frameGrid(ui).getByRole('row', { selected: true });
  const layers = () => inspector(ui).getByRole('group', { name: 'What wraps this frame' });

  test('shows the layers of an event that was clicked', async () => {
    await stopFollowing(ui);
    await frameRows(ui, 'SSE event').first().click();
    await inspector(ui).getByRole('heading', { name: 'SSE event' }).waitFor();
    const words = await layers().innerText();
    expect(words).toMatch(/TCP connection \d[^]*HTTP\/1\.1 chunk[^]*event/);
    await inspector(ui)
      .getByText(/^Reached onmessage of op \d/)
      .waitFor();
    await inspector(ui)
      .getByRole('link', { name: /HTML Standard/ })
      .first()
      .waitFor();
  });

  test('keeps the selected row in sight while hundreds of frames come, although the list followed them', async () => {
    await ui.page.getByRole('region', { name: 'Frames' }).getByRole('button', { name: 'Follow' }).click();
    await frameGrid(ui).press('End');
    const before = await cellsOf(selected());
    const { length } = lab.trace.frames;
    await untilFrames(ui, length + 150);
    expect(await cellsOf(selected())).toEqual(before);
    expect(await selected().isVisible()).toBe(true);
  });

  test('goes up and down the list by arrow keys', async () => {
    await selectFrame(ui, 'type:event');
    const before = await cellsOf(selected());
    /* The chunk ends after the event that it carries. */
    await frameGrid(ui).press('ArrowDown');
    await inspector(ui).getByRole('heading', { name: 'HTTP/1.1 chunk' }).waitFor();
    await frameGrid(ui).press('ArrowUp');
    await inspector(ui).getByRole('heading', { name: 'SSE event' }).waitFor();
    expect(await cellsOf(selected())).toEqual(before);
  });

  test('goes to the frame that wraps another by its layer', async () => {
    await layers().getByRole('button', { name: 'HTTP/1.1 chunk' }).click();
    await inspector(ui).getByRole('heading', { name: 'HTTP/1.1 chunk' }).waitFor();
    expect((await cellsOf(selected()))[3]).toBe('chunk');
  });

  test('marks in the bytes the field that has the focus', async () => {
    await selectFrame(ui, 'type:request');
    const field = inspector(ui).getByRole('list', { name: 'Fields' }).getByRole('button').first();
    await field.focus();
    const marked = inspector(ui).getByRole('group', { name: 'Bytes' }).locator('.bytes i.active');
    expect(await marked.first().textContent()).toMatch(/^47 45 54/);
  });

  test('opens from a wire, which then offers its frames alone', async () => {
    await wire(ui, 2).click();
    await ui.page.getByRole('button', { name: 'Only conn 2' }).click();
    const rows = await frameGrid(ui)
      .getByRole('row')
      .filter({ has: ui.page.getByRole('gridcell') })
      .all();
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect((await cellsOf(row))[1]).toBe('2');
  });

  test('a filter it does not know hides nothing and says what there is', async () => {
    const filter = ui.page.getByRole('combobox', { name: 'Filter frames' });
    await filter.fill('host:5101');
    await ui.page
      .getByText(/^Character 1: There is no field “host”. There are conn, stream, .* Nothing is hidden\./)
      .waitFor();
    await ui.page.getByRole('button', { name: 'What the filter understands' }).click();
    await ui.page.getByRole('button', { name: 'ws.opcode == ping' }).click();
    expect(await filter.inputValue()).toBe('ws.opcode == ping');
  });

  test('completes a filter by keys, and the list shows what passes', async () => {
    const filter = ui.page.getByRole('combobox', { name: 'Filter frames' });
    await filter.fill('');
    await filter.pressSequentially('sse');
    await ui.page.getByRole('option', { name: /^sse\.id:/ }).waitFor();
    await filter.press('ArrowUp');
    await filter.press('ArrowUp');
    await filter.press('Enter');
    expect(await filter.inputValue()).toBe('sse.event:');
    await filter.press('ArrowDown');
    await filter.press('Enter');
    expect(await filter.inputValue()).toBe('sse.event:message ');
    await filter.press('Escape');
    await stopFollowing(ui);
    const types = await frameGrid(ui).locator('.badge').allInnerTexts();
    expect(types.length).toBeGreaterThan(3);
    expect(new Set(types)).toEqual(new Set(['SSE event']));
    await filter.fill('');
  });

  test('copies the selected frame by key, as text, hex and JSON', async () => {
    await ui.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await selectFrame(ui, 'type:request');
    const copied: string[] = [];
    for (const [key, words] of [
      ['Control+c', 'The selected frame is copied as text.'],
      ['x', 'The selected frame is copied as hex.'],
      ['j', 'The selected frame is copied as JSON.'],
    ] as const) {
      await frameGrid(ui).press(key);
      await ui.page.getByText(words).waitFor();
      copied.push(await ui.page.evaluate(() => navigator.clipboard.readText()));
    }
    const [text, hex, json] = copied;
    expect(text).toMatch(/→ http1 request +\d+ {2}GET \/sse\?op=\d+$/);
    expect(hex).toMatch(/^00000000 {2}47 45 54 20/);
    expect(JSON.parse(json ?? '')).toMatchObject({ layer: 'http1', type: 'request' });
  });

  test('shows the columns somebody chose', async () => {
    await ui.page.getByRole('button', { name: 'Columns of the frame list' }).click();
    await ui.page.getByRole('checkbox', { name: /^offset/ }).click();
    await ui.page.keyboard.press('Escape');
    const heads = frameGrid(ui).getByRole('columnheader');
    expect(await heads.allInnerTexts()).toContain('offset');
    await ui.page.getByRole('button', { name: 'Columns of the frame list' }).click();
    await ui.page.getByRole('checkbox', { name: /^offset/ }).click();
    await ui.page.keyboard.press('Escape');
    expect(await heads.allInnerTexts()).not.toContain('offset');
  });

  test('goes to the next and previous frame of the same exchange by button and key', async () => {
    await selectFrame(ui, 'type:request');
    const request = await cellsOf(selected());
    await inspector(ui)
      .getByRole('button', { name: /^Next frame of exchange/ })
      .click();
    await inspector(ui).getByRole('heading', { name: 'HTTP/1.1 response' }).waitFor();
    await ui.page.keyboard.press('n');
    await inspector(ui).getByRole('heading', { name: 'SSE event' }).waitFor();
    await ui.page.keyboard.press('p');
    await ui.page.keyboard.press('p');
    await inspector(ui).getByRole('heading', { name: 'HTTP/1.1 request' }).waitFor();
    await inspector(ui)
      .getByText(/^Asked for by op \d+/)
      .waitFor();
    expect(await cellsOf(selected())).toEqual(request);
  });

  test('the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
