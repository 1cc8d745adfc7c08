import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import type { LabSettingsPatch } from '../contract/settings.ts';
import { findProgram } from './setup/browser.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/*
 * The facts of claims 19 and 20, measured on whatever stands in the way: nginx, and the lab's own proxy, which has to do
 * the same. What nginx does is skipped where it is not installed.
 */
const hasNginx = (await findProgram('nginx')) !== undefined;
if (!hasNginx)
  console.warn('nginx is not installed: what it does to event streams and WebSockets is not tested.');

const KINDS = [
  { kind: 'nginx', nginx: true },
  { kind: 'own', nginx: false },
] as const;

describe.each(KINDS.filter(({ nginx }) => hasNginx || !nginx))('with $kind in the way', ({ kind, nginx }) => {
  let lab: TestLab;
  let address: string;
  const open: { destroy(): void }[] = [];

  beforeEach(async () => {
    lab = await startTestLab({ nginx, page: undefined, settings: { feedIntervalMs: 50, heartbeatMs: 0 } });
    await lab.lab.proxy.ready();
    address = lab.lab.addresses.proxy ?? '';
  });
  afterEach(async () => {
    for (const each of open.splice(0)) each.destroy();
    await lab.close();
  });

  const change = async (settings: LabSettingsPatch): Promise<void> => {
    lab.lab.settings.change(settings);
    await lab.lab.proxy.ready();
  };
  /** Asks for a stream; resolves with its response when the head of it has come. */
  const stream = (path: string): Promise<IncomingMessage> => {
    const asked = request(`${address}${path}`, { agent: false });
    open.push(asked);
    asked.on('error', () => {});
    asked.end();
    return once(asked, 'response').then(([response]) => response as IncomingMessage);
  };
  const webSocket = (): WebSocket => {
    const socket = new WebSocket(`${address.replace('http', 'ws')}/ws?mode=echo`);
    open.push({ destroy: () => socket.terminate() });
    return socket;
  };
  /** How many events have crossed one side. */
  const events = (origin: 'proxy' | 'proxy-server'): number =>
    lab.trace.exchanges
      .filter(({ conn }) => lab.trace.connections.get(conn)?.origin === origin)
      .reduce((sum, { messages }) => sum + messages['server-to-client'], 0);

  test('says which of the two is at work, and the recording says it too', () => {
    expect(lab.lab.proxy.state().kind).toBe(kind);
    expect(lab.trace.proxy).toEqual({ kind, name: lab.lab.proxy.state().name });
  });

  test('an event stream waits in it: not one byte reaches the client while events reach the proxy', async () => {
    await change({ accelNo: false });
    let hasCome = false;
    stream('/sse').then(
      () => (hasCome = true),
      () => {},
    );
    await lab.until('twenty events on the server’s side', () => events('proxy-server') >= 20);
    expect(hasCome).toBe(false);
    const toClient = [...lab.trace.connections.values()].filter(({ origin }) => origin === 'proxy');
    expect(toClient.map(({ bytes }) => bytes['server-to-client'])).toEqual([0]);
  });

  test('X-Accel-Buffering: no passes each event on at once', async () => {
    const response = await stream('/sse');
    response.resume();
    expect(response.statusCode).toBe(200);
    await lab.until('events on both sides', () => events('proxy') >= 5);
  });

  test('without buffering each event passes at once', async () => {
    await change({ accelNo: false, proxyBuffering: false });
    (await stream('/sse')).resume();
    await lab.until('events on both sides', () => events('proxy') >= 5);
  });

  test('a WebSocket cannot open when Upgrade is not passed on: the server answers a plain request', async () => {
    const socket = webSocket();
    socket.on('error', () => {});
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(426);
    const [asked] = await lab.until('the request on the server’s side', (trace) => {
      const found = trace.exchanges.filter(
        ({ conn }) => trace.connections.get(conn)?.origin === 'proxy-server',
      );
      return found.length > 0 && found;
    });
    expect(asked?.headers.some(({ name }) => name.toLowerCase() === 'upgrade')).toBe(false);
  });

  test('a WebSocket opens when Upgrade is passed on, and a silent one is cut with 1006', async () => {
    await change({ proxyUpgrade: true, proxyReadTimeoutS: 1 });
    const socket = webSocket();
    await once(socket, 'open');
    socket.send('through');
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(data.toString()).toBe('through');
    const silentSince = performance.now();
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1006);
    expect(performance.now() - silentSince).toBeGreaterThan(900);
  });

  test('the two legs of a request find each other, and the operation has it once', async () => {
    const response = await stream('/hello?op=7');
    response.resume();
    await once(response, 'end');
    const [client, server] = await lab.until('both legs', (trace) => {
      const found = [...trace.connections.values()].filter(({ exchanges }) => exchanges.length > 0);
      return found.length === 2 && found.map(({ id }) => id);
    });
    expect(lab.trace.connections.get(client as number)?.pair).toBe(server);
    expect(lab.trace.connections.get(server as number)?.pair).toBe(client);
    expect(lab.trace.operations.get(7)?.exchanges.map(({ conn }) => conn)).toEqual([client]);
  });
});

test.runIf(hasNginx)('the configuration that is shown is the one that nginx reads', async () => {
  const lab = await startTestLab({ nginx: true, page: undefined });
  try {
    const shown = (): string => lab.lab.proxy.state().configuration;
    expect(shown()).toContain('proxy_buffering on;');
    expect(shown()).toContain('proxy_http_version 1.0;');
    expect(shown()).not.toContain('$http_upgrade');
    lab.lab.settings.change({ proxyBuffering: false, proxyUpgrade: true, proxyReadTimeoutS: 3 });
    await lab.lab.proxy.ready();
    expect(shown()).toContain('proxy_buffering off;');
    expect(shown()).toContain('proxy_read_timeout 3s;');
    expect(shown()).toContain('proxy_set_header Upgrade $http_upgrade;');
    expect(lab.lab.proxy.state().trouble).toEqual([]);
    const state = (await (await fetch(`${lab.lab.app}/api/proxy`)).json()) as { configuration: string };
    expect(state.configuration).toBe(shown());
  } finally {
    await lab.close();
  }
});

test.runIf(hasNginx)(
  'nginx that dies is started again, and gives way to the stand-in in the end',
  async () => {
    const lab = await startTestLab({ nginx: true, page: undefined });
    const { proxy, addresses } = lab.lab;
    try {
      const file = /pid "?([^";]+)"?;/.exec(proxy.state().configuration)?.[1] ?? '';
      const pidNow = (): number => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);
      let before = 0;
      for (let deaths = 0; deaths < 4; deaths++) {
        await vi.waitFor(() => expect([0, before]).not.toContain(pidNow()), 20_000);
        before = pidNow();
        process.kill(before, 'SIGKILL');
      }
      await vi.waitFor(() => expect(proxy.state().kind).toBe('own'), 20_000);
      expect(proxy.state().why).toContain('again and again');
      const { status } = await fetch(`${addresses.proxy ?? ''}/hello`);
      expect(status).toBe(200);
    } finally {
      await lab.close();
    }
  },
  120_000,
);

test.runIf(hasNginx)('the folder of a lab that was killed goes when the next one starts', async () => {
  const { mkdtemp, mkdir, rm } = await import('node:fs/promises');
  const folder = await mkdtemp('/tmp/wire101-stale-');
  /* No process has this number: Linux has none above 2^22. */
  const [stale, own] = [`${folder}/nginx-99999999-abcdef`, `${folder}/nginx-${process.pid}-abcdef`];
  await mkdir(stale);
  await mkdir(own);
  const lab = await startTestLab({ nginx: true, page: undefined, dataFolder: folder });
  try {
    expect([existsSync(stale), existsSync(own)]).toEqual([false, true]);
  } finally {
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test.runIf(hasNginx)('nginx ends when the lab’s process is killed', async () => {
  const { mkdtemp, rm } = await import('node:fs/promises');
  const folder = await mkdtemp('/tmp/wire101-crash-');
  const code = `
    const { createLab } = await import(${JSON.stringify(new URL('../server/lab.ts', import.meta.url).href)});
    const lab = await createLab({ basePort: 0, dataFolder: ${JSON.stringify(folder)}, nginx: true });
    await lab.proxy.ready();
    console.log('ready');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    const place = readdirSync(folder).find((name) => name.startsWith('nginx-')) ?? '';
    const pidFile = `${folder}/${place}/nginx.pid`;
    expect(existsSync(pidFile)).toBe(true);
    child.kill('SIGKILL');
    // nginx takes its file of its process number away when it ends.
    for (let waited = 0; existsSync(pidFile) && waited < 5_000; waited += 20) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(existsSync(pidFile)).toBe(false);
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
});
