import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../trace/model.ts';
import type { Trace } from '../trace/trace.ts';
import { RAW_TEMPLATES } from '../src/raw/templates.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/** Everything one side said on a connection: the type of each frame with what it says. */
function said(
  trace: Trace,
  { id }: Connection,
  direction: 'client-to-server' | 'server-to-client',
): string[] {
  return [...trace.framesOfConnection(id)]
    .filter((row) => trace.frames.direction(row) === direction && trace.frames.layer(row) !== 'tls')
    .map((row) => `${trace.frames.type(row)} ${trace.summary(row)}`);
}

/** What the recording has to hold once a template was sent, by the id of the template. */
const ANSWERS: Readonly<Record<string, readonly RegExp[]>> = {
  'http1-request': [/^response 200/],
  'http2-request': [/^SETTINGS /, /^SETTINGS ACK$/, /^HEADERS .*200/, /^DATA .*END_STREAM/],
  'http2-data-on-stream-0': [/^GOAWAY PROTOCOL_ERROR/],
  'websocket-masked': [/^response 101/, /^text "Hello"/, /^close close 1000/],
  'websocket-unmasked': [/^response 101/, /^close close 1002/],
};

describe('raw bytes from the page', () => {
  let lab: TestLab;
  let ui: Playground;
  beforeAll(async () => {
    lab = await startTestLab();
    ui = await openPage(lab);
    await ui.page.getByRole('combobox', { name: 'Client' }).selectOption({ label: 'Raw bytes' });
    await ui.page.getByRole('button', { name: 'Write bytes…' }).click();
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  const sheet = () => ui.page.getByRole('dialog', { name: 'Raw bytes' });

  test('every template has an answer here', () => {
    expect(Object.keys(ANSWERS).sort()).toEqual(RAW_TEMPLATES.map(({ id }) => id).sort());
  });

  test.each(RAW_TEMPLATES.map((template) => [template.label, template] as const))(
    '%s: the recording holds those bytes and what the template says of the answer',
    async (label, template) => {
      const before = Math.max(0, ...lab.trace.connections.keys());
      await sheet().getByLabel('Begin with').selectOption({ label });
      await sheet().getByRole('button', { name: 'Send these bytes' }).click();
      const connection = await lab.until('its connection is there', ({ connections }) =>
        [...connections.values()].find(({ id }) => id > before),
      );
      const wanted = ANSWERS[template.id] ?? [];
      await lab.until(`${template.id} is answered`, (trace) =>
        wanted.every((each) => said(trace, connection, 'server-to-client').some((line) => each.test(line))),
      );
      expect(connection.origin).toBe(template.origin);
      const address = lab.lab.addresses[template.origin] ?? '';
      const sent = template.bytes(new URL(address).host);
      expect(connection.bytes['client-to-server']).toBe(sent.length);
      const operation = [...lab.trace.operations.values()].at(-1);
      expect(operation).toMatchObject({ client: 'node', transport: 'raw', origin: template.origin });
      expect(operation?.events.find(({ event }) => event === 'opened')?.detail).toContain(
        `from port ${connection.clientPort}`,
      );
    },
  );

  test('the preview names the broken rule before anything is sent, and hex holds the same bytes', async () => {
    await sheet().getByLabel('Begin with').selectOption({ label: 'WebSocket: upgrade, unmasked frame' });
    const preview = sheet().getByRole('list', { name: 'What the bytes are' });
    await preview.getByText(/mask/i).first().waitFor();
    await sheet().getByRole('group', { name: 'Written as' }).getByText('Hex').click();
    const box = sheet().getByLabel('Bytes to send');
    expect(await box.inputValue()).toMatch(/^47 45 54 20/);
    await box.fill('4');
    await sheet().getByText('The last one has only one.', { exact: false }).waitFor();
    expect(await sheet().getByRole('button', { name: 'Send these bytes' }).isDisabled()).toBe(true);
  });

  test('the page wrote nothing to the console', () => {
    expect(ui.troubles).toEqual([]);
  });
});
