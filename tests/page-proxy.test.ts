import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { parseUpstream, type UpstreamAddress } from '../server/relay/upstream-address.ts';
import { openPage } from './support/playground.ts';
import { startTestLab } from './support/test-lab.ts';

test('the page shows both legs of what goes through the proxy, and what the proxy is told', async () => {
  const lab = await startTestLab({ nginx: true, settings: { feedIntervalMs: 100, accelNo: false } });
  const ui = await openPage(lab);
  try {
    await ui.open('This browser', 'SSE', 'Proxy', 1);
    await ui.page.getByRole('heading', { name: /Through a proxy/ }).waitFor();
    await ui.page.getByRole('heading', { name: /Proxy to lab/ }).waitFor();
    await lab.until('events that wait in the proxy', ({ exchanges }) =>
      exchanges.some(({ op, messages }) => op === undefined && messages['server-to-client'] >= 3),
    );
    expect(lab.trace.operations.get(1)?.state).toBe('waiting');

    await ui.page.getByRole('button', { name: 'Proxy', exact: true }).click();
    const sheet = ui.page.getByRole('dialog', { name: 'The proxy in the way' });
    await sheet.getByText(`At work: ${lab.lab.proxy.state().name}.`).waitFor();
    await sheet.getByRole('switch', { name: 'Buffering', exact: true }).uncheck();
    await lab.until('the switch', ({ settings }) => settings?.proxyBuffering === false);
    if (lab.lab.proxy.state().kind === 'nginx') {
      await sheet.getByText('proxy_buffering off;').waitFor();
    }
    expect(ui.troubles).toEqual([]);
  } finally {
    await ui.close();
    await lab.close();
  }
});

test('a page of the user’s own, opened through the relay, is on the stage', async () => {
  const own = createServer((_req, res) => {
    res.setHeader('Content-Type', 'text/html');
    res.end('<link rel="icon" href="data:,"><title>Mine</title>');
  });
  own.listen(0, '127.0.0.1');
  await once(own, 'listening');
  const { port } = own.address() as AddressInfo;
  const lab = await startTestLab({
    upstream: parseUpstream(`http://127.0.0.1:${port}`, false) as UpstreamAddress,
  });
  const ui = await openPage(lab);
  try {
    const mine = await ui.context.newPage();
    await mine.goto(`${lab.lab.addresses.upstream ?? ''}/mine`);
    expect(await mine.title()).toBe('Mine');
    await ui.page.bringToFront();
    await ui.page.getByRole('heading', { name: /Relay to your server/ }).waitFor();
    await ui.page.getByText('/mine', { exact: false }).first().waitFor();
    expect(ui.troubles).toEqual([]);
  } finally {
    await ui.close();
    await lab.close();
    own.closeAllConnections();
    own.close();
  }
});
