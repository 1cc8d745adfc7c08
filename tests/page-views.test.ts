import { once } from 'node:events';
import { connect, type ClientHttp2Session } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockedIntervals, windowAt, windowSteps } from '../trace/http2/windows.ts';
import { formatNumber } from '../wire/format.ts';
import { frameGrid, inspector } from './support/page-parts.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/** Every number here is read off the screen and held against what the lab's recorder saw. */
let lab: TestLab;
let ui: Playground;
let session: ClientHttp2Session | undefined;
/** The connection of the download that waits. */
let conn = 0;

const WINDOW_BYTES = 30_000;

/** Reads nothing of a download, so that the server runs out of window and stays there. */
async function stalledDownload(): Promise<number> {
  const opened = connect(lab.lab.addresses.http2, {
    ca: lab.lab.ca,
    settings: { initialWindowSize: WINDOW_BYTES, enablePush: false },
  });
  session = opened;
  await once(opened, 'remoteSettings');
  const request = opened.request({ ':path': '/download?bytes=100000' });
  request.on('error', () => undefined);
  return lab.until('a download that waits for its window', ({ exchanges, connections }) => {
    const exchange = exchanges.find(({ target }) => target.startsWith('/download'));
    if (!exchange || !connections.has(exchange.conn)) return undefined;
    conn = exchange.conn;
    const { streamId } = exchange;
    const blocked = blockedIntervals(lab.trace, conn, streamId, 'server-to-client');
    return blocked.some(({ end }) => end === 'lasting') && streamId;
  });
}

beforeAll(async () => {
  lab = await startTestLab({ settings: { feedIntervalMs: 200 } });
  ui = await openPage(lab);
  ui.page.setDefaultTimeout(15_000);
});
afterAll(async () => {
  session?.destroy();
  await ui.close();
  await lab.close();
});

const openView = async (name: string): Promise<void> => {
  await ui.page.getByRole('tab', { name, exact: true }).click();
};

describe('the Windows view', () => {
  const view = () => ui.page.getByRole('region', { name: 'Flow-control windows', exact: true });

  test('says what is missing before there is an HTTP/2 connection', async () => {
    await openView('Windows');
    await view().getByText('No HTTP/2 connection yet.').waitFor();
  });

  test('shows what each end counts, and that the server waits', async () => {
    const streamId = await stalledDownload();
    const at = windowAt(lab.trace, conn, streamId, 'server-to-client', lab.trace.lastT);
    const ofConnection = windowAt(lab.trace, conn, 0, 'server-to-client', lab.trace.lastT);
    expect(at?.value).toBe(0);
    const chart = (label: string) =>
      view().getByRole('listitem').filter({ hasText: label }).filter({ hasText: 'server’s DATA' });
    await chart(`stream ${streamId}`).waitFor();
    expect(await chart(`stream ${streamId}`).locator('dd').allInnerTexts()).toEqual(['≥ 0', '0']);
    const value = formatNumber(ofConnection?.value ?? -1);
    expect(await chart('connection').locator('dd').allInnerTexts()).toEqual([`≥ ${value}`, value]);
  });

  test('leads from an empty window to the frame that emptied it', async () => {
    await view().locator('rect.blocked').first().click();
    await inspector(ui).getByRole('heading', { name: 'HTTP/2 DATA frame' }).waitFor();
    await inspector(ui).getByText('It is empty: no DATA until the peer adds to it.').first().waitFor();
  });

  test('goes to a step by key, and says what it did', async () => {
    const plot = view().getByRole('group', { name: /^Window of connection for the server/ });
    await plot.focus();
    await plot.press('End');
    const said = await view()
      .getByText(/^DATA .* → [\d,]+ bytes$/)
      .first()
      .innerText();
    const last = [...windowSteps(lab.trace, conn, 0, 'server-to-client')].at(-1);
    expect(said.endsWith(`→ ${formatNumber(last?.value ?? -1)} bytes`)).toBe(true);
    expect(await frameGrid(ui).getByRole('row', { selected: true }).count()).toBe(1);
  });

  test('has every step in a table', async () => {
    await view().getByText('The same as a table').click();
    const cells = await view().getByRole('table').getByRole('row').last().getByRole('cell').allInnerTexts();
    expect(cells[0]).toBe('stream 1, server’s DATA');
    expect(cells.at(-1)).toBe('0');
  });
});

test('the page wrote nothing to the console', () => {
  expect(ui.troubles).toEqual([]);
});
