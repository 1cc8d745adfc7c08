import { once } from 'node:events';
import { connect, type ClientHttp2Session } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byteTotals } from '../src/layout/byte-account.ts';
import { headerTableAt } from '../trace/http2/header-table.ts';
import { blockedIntervals, windowAt, windowSteps } from '../trace/http2/windows.ts';
import { formatNumber } from '../wire/format.ts';
import { frameGrid, inspector, selectFrame } from './support/page-parts.ts';
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
  lab = await startTestLab({ settings: { feedIntervalMs: 200, heartbeatMs: 500 } });
  ui = await openPage(lab);
  ui.page.setDefaultTimeout(15_000);
  /* Views follow the newest seconds; here they shall show all there is. */
  await openView('Timeline');
  await ui.page.getByRole('combobox', { name: 'How much to show' }).selectOption('everything');
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

describe('the Header table', () => {
  const view = () => ui.page.getByRole('region', { name: 'Header table', exact: true });

  test('counts what header blocks took and what they stand for', async () => {
    await openView('Header table');
    const rows = lab.trace.headerBlocks.historiesOf(conn)['client-to-server'].rows;
    let wire = 0;
    let plain = 0;
    for (const row of rows) {
      const block = lab.trace.headerBlocks.get(row);
      wire += block?.length ?? 0;
      for (const { name, value } of block?.fields ?? []) plain += name.length + value.length;
    }
    await view()
      .getByText(`${wire} bytes on the wire stand for ${plain} bytes of names and values`)
      .waitFor();
  });

  test('shows the table after the block, entry by entry', async () => {
    const [row = -1] = lab.trace.headerBlocks.historiesOf(conn)['client-to-server'].rows;
    const table = headerTableAt(lab.trace, row);
    expect(table?.after.length).toBeGreaterThan(0);
    for (const { name, value } of table?.after ?? [])
      await view()
        .getByRole('cell', { name: `${name}: ${value}` })
        .last()
        .waitFor();
  });
});

describe('Packing', () => {
  const view = () => ui.page.getByRole('region', { name: 'Packing', exact: true });

  test('counts every byte that crossed, once', async () => {
    await openView('Packing');
    const groups = byteTotals(lab.trace, { from: 0, to: lab.trace.lastT });
    const downloads = groups.find(({ key }) => key === 'other-http2');
    const cells = view()
      .getByRole('row', { name: /^Other requests over HTTP\/2/ })
      .getByRole('cell');
    await cells.first().waitFor();
    expect((await cells.allInnerTexts()).at(1)).toBe(formatNumber(downloads?.bytes.payload ?? -1));
    expect(downloads?.bytes.payload).toBe(WINDOW_BYTES);
  });

  test('draws the layers of the frame that is selected', async () => {
    await selectFrame(ui, 'type:data');
    await view()
      .getByText(/^16,384 bytes of payload take 16,393 at the tap/)
      .waitFor();
    await view().getByRole('button', { name: 'HTTP/2 DATA, header: 9 bytes' }).waitFor();
  });
});

describe('the Ladder', () => {
  const view = () => ui.page.getByRole('region', { name: 'Ladder', exact: true });
  const rung = (text: string | RegExp) => view().getByRole('row').filter({ hasText: text });

  test('shows what a page told beside what crossed the tap, each with its clock', async () => {
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 1);
    const { op } = await lab.until('an event that its page told of', ({ operations }) => {
      const operation = [...operations.values()].find(({ transport }) => transport === 'sse');
      return operation?.events.some(({ event }) => event === 'message') && { op: operation.id };
    });
    await openView('Ladder');
    await view().getByRole('combobox', { name: 'Filter the ladder' }).fill(`op:${op}`);
    await rung('SSE event').first().click();
    const row = view().getByRole('row', { selected: true });
    const frame = Number((await row.getAttribute('id'))?.replace('rung-', ''));
    /* The page tells of its callbacks a few times a second, not at once. */
    await row.getByRole('gridcell').first().filter({ hasText: 'onmessage' }).waitFor();
    const cells = await row.getByRole('gridcell').allInnerTexts();
    expect(cells.at(-1)).toBe((lab.trace.frames.tEnd(frame) / 1_000).toFixed(3));
  });

  test('folds an exchange behind its request', async () => {
    await view().getByRole('button', { name: 'Fold exchanges' }).click();
    await rung(/\+ [\d,]+ rungs, 200/)
      .first()
      .waitFor();
    expect(await rung('SSE event').count()).toBe(0);
    await view().getByRole('button', { name: 'Fold exchanges' }).click();
  });

  test('leads back to the empty window by key', async () => {
    await view().getByRole('grid').press('Shift+B');
    await inspector(ui).getByText('It is empty: no DATA until the peer adds to it.').first().waitFor();
    await view().getByRole('grid').press('Shift+B');
    await view().getByText('There is no earlier empty window.').waitFor();
    await ui.page.keyboard.press('l');
  });
});

describe('the Streams view', () => {
  const view = () => ui.page.getByRole('region', { name: 'Streams', exact: true });

  test('counts the streams in each state, and draws the way of the selected one', async () => {
    await openView('Streams');
    await view().getByRole('combobox', { name: 'Connection' }).selectOption(String(conn));
    const states = [...(lab.trace.connections.get(conn)?.streams.values() ?? [])].map(({ state }) => state);
    expect(states).toEqual(['half-closed (remote)']);
    await view()
      .getByRole('button', { name: /^half-closed \(remote\)\s*1$/ })
      .waitFor();
    await view()
      .getByRole('button', { name: /GET \/download/ })
      .click();
    await view().getByText('client: END_STREAM → half-closed (remote)').waitFor();
  });
});

describe('the Handshake view', () => {
  const view = () => ui.page.getByRole('region', { name: 'Handshake', exact: true });

  test('shows what ALPN offered and what it chose', async () => {
    await openView('Handshake');
    await view().getByRole('combobox', { name: 'Connection' }).selectOption(String(conn));
    await view().getByText('The server has chosen').waitFor();
    await view()
      .getByText(lab.trace.connections.get(conn)?.tls?.version ?? 'no TLS', { exact: true })
      .last()
      .waitFor();
  });

  test('works out Sec-WebSocket-Accept from the key that crossed', async () => {
    await ui.open('This browser', 'WebSocket', 'HTTP/1.1', 1);
    const exchange = await lab.until('a WebSocket', ({ exchanges }) =>
      exchanges.find(({ carries, status }) => carries === 'websocket' && status === 101),
    );
    await view().getByRole('combobox', { name: 'Connection' }).selectOption(String(exchange.conn));
    const valueOf = (fields: typeof exchange.headers, wanted: string) =>
      fields.find(({ name }) => name.toLowerCase() === wanted)?.value ?? '';
    await view().getByText(valueOf(exchange.headers, 'sec-websocket-key'), { exact: true }).first().waitFor();
    const answered = valueOf(exchange.responseHeaders, 'sec-websocket-accept');
    /* Once worked out, once as the server sent it, once in its card. */
    expect(await view().getByText(answered, { exact: true }).count()).toBeGreaterThanOrEqual(3);
    await view().getByText('The server sent just that.').waitFor();
  });
});

describe('what DevTools shows', () => {
  const view = () => ui.page.getByRole('region', { name: 'DevTools', exact: true });

  test('has no word of comments and pings, which the view counts', async () => {
    /* What Chromium tells its own developer tools. */
    const told: { opcodes: number[]; events: number } = { opcodes: [], events: 0 };
    const tools = await ui.context.newCDPSession(ui.page);
    await tools.send('Network.enable');
    tools.on('Network.webSocketFrameReceived', ({ response }) => told.opcodes.push(response.opcode));
    tools.on('Network.eventSourceMessageReceived', () => (told.events += 1));
    await ui.open('This browser', 'SSE', 'HTTP/1.1', 1);
    await ui.open('This browser', 'WebSocket', 'HTTP/1.1', 1);
    const frames = (type: string): number => {
      let count = 0;
      for (let row = 0; row < lab.trace.frames.length; row++)
        if (lab.trace.frames.type(row) === type) count += 1;
      return count;
    };
    const before = { comment: frames('comment'), ping: frames('ping') };
    await lab.until(
      'comments and pings',
      () => frames('comment') > before.comment + 2 && frames('ping') > before.ping + 2,
    );
    await openView('DevTools');
    await expect.poll(() => told.events).toBeGreaterThan(0);
    await expect.poll(() => told.opcodes.length).toBeGreaterThan(0);
    /* Text and binary only: no ping (9), no pong (10). */
    expect(told.opcodes.filter((opcode) => opcode > 2)).toEqual([]);
    await ui.page.getByRole('button', { name: 'Pause' }).click();
    const item = view().getByRole('listitem').filter({ hasText: 'WebSocket pings' });
    const drawn = Number((await item.locator('.count').innerText()).replaceAll(',', ''));
    expect(drawn).toBeGreaterThanOrEqual(before.ping + 3);
    expect(drawn).toBeLessThanOrEqual(frames('ping'));
  });

  test('lists the requests with the protocol of each', async () => {
    const line = view().getByRole('row', { name: /download\?bytes=100000/ });
    expect((await line.getByRole('cell').allInnerTexts()).slice(0, 3)).toEqual(['200', 'h2', 'fetch']);
  });
});

test('the page wrote nothing to the console', () => {
  expect(ui.troubles).toEqual([]);
});
