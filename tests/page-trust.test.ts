import { expect, test } from 'vitest';
import { openPage } from './support/playground.ts';
import { startTestLab } from './support/test-lab.ts';

const ANOTHER_KEY = Buffer.alloc(32).toString('base64');
const TITLE = 'This browser does not trust the lab’s certificate yet';

test('a browser that does not trust the lab is told what to do, and the Node client still works', async () => {
  const lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
  const ui = await openPage(lab, '#/playground', { spki: ANOTHER_KEY });
  try {
    const panel = ui.page.getByRole('region', { name: TITLE });
    await ui.open('This browser', 'SSE', 'HTTP/2', 1);
    await panel.waitFor();
    await ui.page.getByText(/cannot reach HTTP\/2\. Nothing was opened\./).waitFor();
    expect(lab.trace.operations.size).toBe(0);
    await panel.getByText('Proceed to localhost (unsafe)').waitFor();
    const address = await panel.getByRole('link', { name: /^Open localhost:/ }).getAttribute('href');
    expect(address).toBe(`${lab.lab.addresses.http2}/hello`);
    const authority = await panel.getByRole('link', { name: 'Download ca.pem' }).getAttribute('href');
    expect(await (await fetch(lab.lab.app + String(authority))).text()).toBe(lab.lab.ca);

    await panel.getByRole('button', { name: 'Use Node' }).click();
    await ui.page.getByRole('button', { name: '+ Open' }).click();
    await lab.until('events over HTTP/2', (trace) =>
      trace.exchanges.some(({ streamId, messages }) => streamId > 0 && messages['server-to-client'] > 0),
    );
    expect(ui.troubles).toEqual([]);
  } finally {
    await ui.close();
    await lab.close();
  }
});

test('a browser that pinned the lab’s key is not bothered', async () => {
  const lab = await startTestLab({ settings: { feedIntervalMs: 100 } });
  const ui = await openPage(lab);
  try {
    for (const origin of ['HTTP/2', 'HTTP/1.1 TLS']) await ui.open('This browser', 'SSE', origin, 1);
    await lab.until(
      'events over both TLS origins',
      ({ exchanges }) => exchanges.filter(({ messages }) => messages['server-to-client'] > 0).length === 2,
    );
    expect(await ui.page.getByRole('heading', { name: TITLE }).count()).toBe(0);
    expect(ui.troubles).toEqual([]);
  } finally {
    await ui.close();
    await lab.close();
  }
});
