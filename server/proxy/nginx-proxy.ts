import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProxyState } from '../../contract/proxy.ts';
import type { LiveSettings } from '../context.ts';
import { answerUnreachable } from '../relay/bad-gateway.ts';
import { carry } from '../relay/carry.ts';
import type { Tap } from '../tap/tap.ts';
import { nginxConfiguration, socketIn, type NginxPlace } from './nginx-configuration.ts';
import { NginxProcess } from './nginx-process.ts';
import { createOwnProxy } from './own-proxy.ts';
import type { Proxy } from './proxy.ts';

/** A socket in the file system has a path of at most 104 bytes on some systems. */
const MAX_SOCKET_PATH_BYTES = 103;
const START_TRIES = 150;
const START_STEP_MS = 20;
/** How often nginx is started again within how long, before something else takes its place. */
const MOST_RESTARTS = 3;
const RESTART_WINDOW_MS = 60_000;
const STAND_IN_BECAUSE = 'nginx ended again and again, so';

export interface NginxOptions {
  readonly version: string;
  readonly dataFolder: string;
  readonly serverPort: number;
  readonly settings: LiveSettings;
  readonly report: (trouble: string) => void;
}

/** nginx between the clients and the lab's server. It is started in the background; connections wait until it is ready. */
export async function startNginxProxy(options: NginxOptions): Promise<Proxy> {
  const { settings, report } = options;
  const place = await makePlace(options);
  const file = path.join(place.folder, 'nginx.conf');
  const configuration = (): string => nginxConfiguration(settings.current, place);
  const write = (): Promise<void> => writeFile(file, configuration());
  await write();
  let isClosing = false;
  /** When it was started again, in milliseconds of a clock of the process; the newest last. */
  const starts: number[] = [];
  let standIn: Proxy | undefined;
  const start = (): NginxProcess => {
    const started = new NginxProcess(file, place.folder, (line) => report(`nginx: ${line}`));
    void started.ended.then(() => {
      if (!isClosing) hasEnded();
    });
    return started;
  };
  const hasEnded = (): void => {
    starts.push(performance.now());
    const recent = starts.filter((at) => at > performance.now() - RESTART_WINDOW_MS);
    if (recent.length > MOST_RESTARTS) {
      standIn = createOwnProxy({ ...options, because: STAND_IN_BECAUSE });
      report(
        `nginx ended ${recent.length} times in a minute. A small proxy of the lab’s own takes its place.`,
      );
      return;
    }
    report('nginx has ended, and the connections through it with it. It is started again.');
    // It leaves its socket behind when it is killed, and does not start while that is there.
    ready = rm(socketIn(place.folder), { force: true }).then(() => {
      if (isClosing) return;
      nginx = start();
      return untilItListens(nginx, socketIn(place.folder));
    });
  };
  let nginx = start();
  // Each reload waits for the one before: nginx reads one file.
  let ready: Promise<unknown> = untilItListens(nginx, socketIn(place.folder));
  const cancel = settings.onChange((now, before) => {
    if (PROXY_SWITCHES.every((name) => now[name] === before[name])) return;
    ready = ready.then(async () => {
      await write();
      await nginx.reload();
    });
  });

  const take = async (tap: Tap): Promise<void> => {
    await ready;
    if (standIn !== undefined) {
      standIn.take(tap);
      return;
    }
    const socket = await open(socketIn(place.folder)).catch(() => undefined);
    if (socket === undefined) {
      const last = nginx.trouble.at(-1);
      answerUnreachable(tap, {
        status: 502,
        problem: `nginx does not take the connection${last === undefined ? '' : `. It said: ${last}`}`,
        help: 'Try again in a second. The other origins go on.',
      });
      return;
    }
    socket.write(proxyProtocolLine(tap));
    carry(
      { stream: tap, reset: () => tap.resetAndDestroy() },
      { stream: socket, reset: () => socket.destroy() },
    );
  };

  const state = (): ProxyState => ({
    kind: 'nginx',
    name: `nginx ${options.version}`,
    why: 'nginx is installed on this machine, so the lab has started one of its own, with the configuration below.',
    configuration: configuration(),
    trouble: [...nginx.trouble],
  });

  return {
    state: () => (standIn === undefined ? state() : { ...standIn.state(), trouble: [...nginx.trouble] }),
    ready: async () => void (await ready),
    take: (tap) => void take(tap),
    async close() {
      isClosing = true;
      cancel();
      await ready.catch(() => {});
      await nginx.stop();
      await standIn?.close();
      await rm(place.folder, { recursive: true, force: true });
    },
  };
}

const PROXY_SWITCHES = ['proxyBuffering', 'proxyUpgrade', 'proxyReadTimeoutS', 'proxyHttp11'] as const;

async function makePlace({ dataFolder, serverPort }: NginxOptions): Promise<NginxPlace> {
  const name = `nginx-${process.pid}-`;
  const fits = Buffer.byteLength(socketIn(path.join(dataFolder, `${name}123456`))) <= MAX_SOCKET_PATH_BYTES;
  if (fits) await mkdir(dataFolder, { recursive: true });
  const parent = fits ? dataFolder : tmpdir();
  await removeStale(parent);
  const folder = await mkdtemp(path.join(parent, name));
  return { folder, serverPort, isRoot: process.getuid?.() === 0 };
}

/** Folders of labs that were killed: their process is no more. nginx has ended with it. */
async function removeStale(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(/^nginx-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || isRunning(pid)) continue;
    await rm(path.join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's process, but there is one.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function untilItListens(nginx: NginxProcess, socketPath: string): Promise<void> {
  for (let attempt = 0; attempt < START_TRIES && nginx.isRunning; attempt++) {
    const socket = await open(socketPath).catch(() => undefined);
    if (socket !== undefined) {
      socket.destroy();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, START_STEP_MS));
  }
}

function open(socketPath: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: socketPath, allowHalfOpen: true });
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/**
 * Who the client is, as HAProxy's PROXY protocol version 1 says it in front of the first byte
 * (https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt §2.1).
 */
function proxyProtocolLine({
  remoteAddress = '',
  remotePort = 0,
  localAddress = '',
  localPort = 0,
}: Tap): string {
  const plain = (address: string): string => address.replace(/^::ffff:/, '');
  const family = plain(remoteAddress).includes(':') ? 'TCP6' : 'TCP4';
  return `PROXY ${family} ${plain(remoteAddress)} ${plain(localAddress)} ${remotePort} ${localPort}\r\n`;
}
