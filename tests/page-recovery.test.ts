import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebSocketRoute } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import {
  cellsOf,
  frameCount,
  frameGrid,
  frameRows,
  selectFrame,
  stopFollowing,
  untilFrames,
} from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const lost = ({ page }: Playground) =>
  page.getByRole('alert').filter({ hasText: 'connection to the lab was lost' });
const selected = (ui: Playground) => frameGrid(ui).getByRole('row', { selected: true });

/** A page whose control channel goes through the test, which can break it and keep it from coming back. */
async function openBreakable(
  lab: TestLab,
): Promise<{ ui: Playground; breakOff: () => Promise<void>; letBack: () => void }> {
  const ui = await openPage(lab, '#/lessons');
  const routes = new Set<WebSocketRoute>();
  let isBroken = false;
  await ui.page.routeWebSocket(/\/control\?/, (route) => {
    if (isBroken) return void route.close();
    routes.add(route);
    route.connectToServer();
  });
  await ui.page.goto(`${lab.lab.app}/#/playground`);
  await ui.page.reload();
  return {
    ui,
    async breakOff() {
      isBroken = true;
      for (const route of routes) await route.close();
      routes.clear();
    },
    letBack: () => (isBroken = false),
  };
}

describe('a lost control channel', () => {
  test('shows a banner, keeps what is shown and selected, and catches up by itself', async () => {
    const lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
    const { ui, breakOff, letBack } = await openBreakable(lab);
    try {
      await ui.open('This browser', 'SSE', 'HTTP/1.1', 2);
      await untilFrames(ui, 20);
      await selectFrame(ui, 'type:event');
      const cells = await cellsOf(selected(ui));
      await breakOff();
      await lost(ui).waitFor();
      const kept = await frameCount(ui);
      expect(kept).toBeGreaterThanOrEqual(20);
      const { length } = lab.trace.frames;
      await lab.until(
        'the streams go on while the page is away',
        ({ frames }) => frames.length > length + 20,
      );
      expect(await frameCount(ui)).toBe(kept);
      expect(await cellsOf(selected(ui))).toEqual(cells);
      const clock = ui.page.getByTitle('Time since the recording began');
      const stopped = await clock.innerText();
      await lab.until(
        'more than a second passes',
        ({ lastT }) => lastT > (lab.trace.frames.tEnd(length) ?? 0) + 1_500,
      );
      expect(await clock.innerText()).toBe(stopped);

      letBack();
      await lost(ui).waitFor({ state: 'hidden' });
      await untilFrames(ui, lab.trace.frames.length);
      expect(await cellsOf(selected(ui))).toEqual(cells);
      expect([...lab.trace.operations.values()].map(({ state }) => state)).toEqual(['open', 'open']);
      expect(ui.troubles).toEqual([]);
    } finally {
      await ui.close();
      await lab.close();
    }
  });

  test('that comes back to a lab started again shows the new recording and offers the old one', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'wire101-test-'));
    const basePort = await freePorts();
    const options = { dataFolder, basePort, settings: { feedIntervalMs: 100 } };
    let lab = await startTestLab(options);
    const ui = await openPage(lab);
    try {
      await ui.open('This browser', 'SSE', 'HTTP/1.1', 2);
      await untilFrames(ui, 20);
      await selectFrame(ui, 'type:event');
      const cells = await cellsOf(selected(ui));
      await lab.close();
      await lost(ui).waitFor();
      const kept = await frameCount(ui);
      expect(kept).toBeGreaterThanOrEqual(20);

      lab = await startTestLab(options);
      await lost(ui).waitFor({ state: 'hidden' });
      await lab.until(
        'both EventSources are back',
        ({ exchanges }) => exchanges.filter(({ messages }) => messages['server-to-client'] > 0).length === 2,
      );
      await ui.page.getByRole('button', { name: 'Show what was there before' }).click();
      await untilFrames(ui, kept);
      expect(await cellsOf(selected(ui))).toEqual(cells);
      await ui.page.getByRole('button', { name: 'Back to live' }).click();
      await untilFrames(ui, lab.trace.frames.length);
      expect(ui.troubles).toEqual([]);
    } finally {
      await ui.close();
      await lab.close();
      await rm(dataFolder, { recursive: true, force: true });
    }
  });
});

test('a reload keeps the recording, and ends the streams of the page that was', async () => {
  const lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
  const ui = await openPage(lab);
  try {
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 2);
    await untilFrames(ui, 20);
    const before = await frameCount(ui);
    await ui.page.reload();
    await lab.until('both streams are over', ({ operations }) =>
      [...operations.values()].every(({ state }) => state === 'closed'),
    );
    await untilFrames(ui, before);
    await stopFollowing(ui);
    await frameGrid(ui).press('Home');
    expect((await cellsOf(frameRows(ui, 'request').first())).at(-1)).toMatch(/^GET \/sse\?op=\d/);
    expect(ui.troubles).toEqual([]);
  } finally {
    await ui.close();
    await lab.close();
  }
});

test('a tab that is hidden goes on taking frames in, and draws them when it is seen again', async () => {
  const lab = await startTestLab({ settings: { feedIntervalMs: 20 } });
  const ui = await openPage(lab);
  try {
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 3);
    await untilFrames(ui, 40);
    /* Hidden: browsers give no animation frames then. A headless browser hides no tab, so the page is told. */
    await ui.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await untilFrames(ui, (await frameCount(ui)) + 300);
    await ui.page.evaluate(() => {
      Reflect.deleteProperty(document, 'hidden');
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await untilFrames(ui, lab.trace.frames.length + 100);
    expect(await ui.page.getByText(/dropped/).count()).toBe(0);
    expect(ui.troubles).toEqual([]);
  } finally {
    await ui.close();
    await lab.close();
  }
});

/** A port with three free ones after it, as a lab needs them. */
async function freePorts(): Promise<number> {
  for (;;) {
    const servers = [createServer().listen(0, '127.0.0.1')];
    await once(servers[0] as (typeof servers)[0], 'listening');
    const first = (servers[0]?.address() as AddressInfo).port;
    try {
      for (const offset of [1, 2, 3]) {
        const server = createServer().listen(first + offset, '127.0.0.1');
        servers.push(server);
        await once(server, 'listening');
      }
      return first;
    } catch {
      /* Somebody has one of them: look elsewhere. */
    } finally {
      for (const server of servers) server.close();
    }
  }
}
