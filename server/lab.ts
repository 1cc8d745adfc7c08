import { randomUUID } from 'node:crypto';
import { LAB_ORIGIN_IDS, PORT_OFFSETS, type OriginAddresses } from '../contract/origin.ts';
import type { LabSettingsPatch } from '../contract/settings.ts';
import { allowedNames, extraNames, shownHost } from './app/addresses.ts';
import { createAppServer } from './app/app-server.ts';
import { createGuard } from './app/guard.ts';
import { pageHeaders } from './app/page-headers.ts';
import type { PageHandler } from './app/static.ts';
import { recordToFile } from './capture/file-sink.ts';
import { Recorder } from './capture/recorder.ts';
import { loadCertificates } from './certificates/certificates.ts';
import { createNodeClient } from './client/node-client.ts';
import { createClock } from './clock.ts';
import type { Endpoints, EndpointContext, TimerCounts } from './context.ts';
import { createControlServer } from './control/channel.ts';
import { recordOperation } from './control/requests.ts';
import { createEndpoints as createLabEndpoints } from './endpoints/app.ts';
import { MAX_APP_CONNECTIONS } from './limits.ts';
import { addressesBetween, bindBetween, startBetween, type BetweenListeners } from './listen/between.ts';
import { answerFull, Listener } from './listen/bind.ts';
import { addressesOf, startOrigins, type OriginListeners } from './listen/origins.ts';
import { Service } from './listen/service.ts';
import type { EventLog } from './log/event-log.ts';
import { startFeed } from './log/feed.ts';
import { createMemoryLog } from './log/memory-log.ts';
import { startProxy, type Proxy } from './proxy/proxy.ts';
import type { UpstreamAddress } from './relay/upstream-address.ts';
import { SetupError } from './setup-error.ts';
import { SettingsStore } from './settings.ts';
import { Connections } from './tap/connections.ts';
import { VERSION } from './version.ts';
import { Watched } from './watched.ts';

export interface LabOptions {
  /** The application's port; the origins take the next five. 0: free ports. */
  readonly basePort: number;
  /** One address to listen on. Undefined: loopback only, IPv4 and IPv6. */
  readonly host?: string | undefined;
  /** Where certificates are kept. */
  readonly dataFolder: string;
  /** Makes the handler for the page's files; `headers` belong on each of them. None: there is no page. */
  readonly page?: ((headers: Readonly<Record<string, string>>) => Promise<PageHandler>) | undefined;
  /** Changes with the lessons that were added at run time, for the pages to fetch them again. */
  readonly lessonsRevision?: Watched<number> | undefined;
  /** A file that gets the whole recording. */
  readonly recordFile?: string | undefined;
  readonly settings?: LabSettingsPatch;
  /** The user's own server, which gets an origin with a relay to it. */
  readonly upstream?: UpstreamAddress | undefined;
  /** Whether the proxy is nginx, where it is installed. Otherwise, and without this, the lab's own stands in. */
  readonly nginx?: boolean;
  /** Bound of the recording in memory, in bytes of its binary form. */
  readonly maxRecordingBytes?: number;
  /** Bound of the file, in bytes. */
  readonly maxFileBytes?: number | undefined;
  /** How many connections each origin has at once. */
  readonly maxConnections?: number;
  /** Whether the default feed runs. It does, unless a test wants to append events itself. */
  readonly feed?: boolean;
  /** Is told in one sentence of trouble that does not stop the lab. */
  readonly report?: (trouble: string) => void;
  /** Other endpoints than the lab's own, for tests and benchmarks. */
  readonly createEndpoints?: (context: EndpointContext) => Endpoints;
}

/** A running lab: recorded origins, the application, one recorder. */
export interface Lab {
  /** The application's address, such as `http://localhost:5100`. */
  readonly app: string;
  readonly addresses: OriginAddresses;
  readonly recorder: Recorder;
  readonly settings: SettingsStore;
  readonly log: EventLog;
  readonly connections: Connections;
  /** What can be restarted and crashed. */
  readonly service: Service;
  readonly proxy: Proxy;
  /** The CA that clients of the TLS origins have to trust, PEM. */
  readonly ca: string;
  /** Base64 SHA-256 of the key the TLS origins show, for a browser that pins it. */
  readonly spkiHash: string;
  /** Says goodbye to everybody and ends within two seconds. */
  close(): Promise<void>;
}

/** Starts a lab. Rejects, with everything undone, when a port, the data folder or the file cannot be had. */
export async function createLab(options: LabOptions): Promise<Lab> {
  const { host, report = () => {} } = options;
  const bound: Listener[] = [];
  let proxy: Proxy | undefined;
  try {
    const bind = async (offset: number): Promise<Listener> => {
      const listener = await Listener.bind(options.basePort === 0 ? 0 : options.basePort + offset, host);
      bound.push(listener);
      return listener;
    };
    const application = await bind(0);
    const [http1, http2, http1tls] = await Promise.all(LAB_ORIGIN_IDS.map((id) => bind(PORT_OFFSETS[id])));
    const listeners = { http1, http2, http1tls } as OriginListeners;
    const between = await bindBetween(bind, options.upstream);
    bound.push(between.proxyServer);
    const settings = new SettingsStore(options.settings);
    proxy = await startProxy(options.nginx === true, {
      dataFolder: options.dataFolder,
      serverPort: between.proxyServer.port,
      settings,
      report,
    }).catch((error: unknown) => {
      throw notUsable('data folder', options.dataFolder, error, '--data <folder>');
    });
    return await assemble(options, application, { listeners, between, settings, proxy }, report);
  } catch (error) {
    for (const listener of bound) listener.stop();
    await proxy?.close();
    throw error;
  }
}

/** What stands behind the ports of a lab. */
interface Behind {
  readonly listeners: OriginListeners;
  readonly between: BetweenListeners;
  readonly settings: SettingsStore;
  readonly proxy: Proxy;
}

async function assemble(
  options: LabOptions,
  application: Listener,
  { listeners, between, settings, proxy }: Behind,
  report: (trouble: string) => void,
): Promise<Lab> {
  const { host } = options;
  const origins = {
    ...addressesOf(listeners, shownHost(host)),
    ...addressesBetween(between, shownHost(host), options.upstream),
  };
  const certificates = await loadCertificates(options.dataFolder, extraNames(host)).catch(
    (error: unknown) => {
      throw notUsable('data folder', options.dataFolder, error, '--data <folder>');
    },
  );
  const clock = createClock();
  const recorder = new Recorder({
    clock,
    firstRecord: () => ({
      type: 'lab',
      t: 0,
      epochMs: clock.epochMs,
      version: VERSION,
      origins,
      settings: settings.current,
      proxy: { kind: proxy.state().kind, name: proxy.state().name },
    }),
    ...bounded(options.maxRecordingBytes),
  });
  const { recordFile } = options;
  const troubles: string[] = [];
  let show = (trouble: string): void => void troubles.push(trouble);
  const tell = (trouble: string): void => {
    report(trouble);
    show(trouble);
  };
  const file =
    recordFile === undefined
      ? undefined
      : await recordToFile(recorder, {
          file: recordFile,
          report: tell,
          ...bounded(options.maxFileBytes),
        }).catch((error: unknown) => {
          throw notUsable('recording', recordFile, error, '--record <file>');
        });
  settings.onChange((now) => recorder.append({ type: 'settings', t: clock.now(), settings: now }));

  const guard = createGuard(allowedNames(host), application.port);
  const connections = new Connections(recorder, clock);
  const log = createMemoryLog();
  const timers = new Watched<TimerCounts>({ leaky: 0, clean: 0 });
  const context: EndpointContext = {
    settings,
    log,
    clock,
    origins,
    appOrigins: [...guard.origins, 'null'],
    countTimers: (counts) => timers.set(counts),
  };
  const createEndpoints = options.createEndpoints ?? createLabEndpoints;
  const service = new Service({
    createEndpoints: () => createEndpoints(context),
    listeners: [...Object.values(listeners), between.proxyServer],
    settings,
    connections,
    recorder,
    clock,
    report,
  });
  const nodeClient = createNodeClient({
    origins,
    ca: certificates.ca,
    clock,
    report: (event) => recordOperation(recorder, event, clock.now()),
  });
  let operations = 0;
  const control = createControlServer({
    version: VERSION,
    labId: randomUUID(),
    origins,
    troubles,
    clock,
    recorder,
    connections,
    settings,
    service,
    timers,
    lessonsRevision: options.lessonsRevision,
    nodeClient,
    reserveOperations(count) {
      operations += count;
      return operations - count + 1;
    },
  });
  show = (trouble) => control.tell(trouble);
  const app = createAppServer({
    version: VERSION,
    clock,
    origins,
    ca: certificates.ca,
    recorder,
    settings,
    service,
    connections,
    timers,
    proxy,
    guard,
    page: (await options.page?.(pageHeaders(origins))) ?? (() => Promise.resolve(false)),
    onControl: (request, socket, head) => control.accept(request, socket, head),
  });

  const stopFeed = options.feed === false ? () => {} : startFeed(log, settings, clock);
  startOrigins({
    listeners,
    service,
    connections,
    certificates,
    settings,
    recorder,
    clock,
    maxConnections: options.maxConnections,
  });
  startBetween({
    listeners: between,
    proxy,
    upstream: options.upstream,
    certificates,
    settings,
    connections,
    recorder,
    clock,
    serve: (tap) => service.servers.http1(tap),
  });
  application.start((socket) => app.emit('connection', socket), MAX_APP_CONNECTIONS, answerFull);
  // As for the recorded servers: this one is handed its connections.
  app.emit('listening');

  const close = async (): Promise<void> => {
    // The timers of the clock keep no process alive, and a frozen socket may not either: the end must be reached all the same.
    const awake = setInterval(() => {}, 1_000);
    for (const listener of [application, between.proxy, between.upstream]) listener?.stop();
    stopFeed();
    await Promise.all([nodeClient.closeAll(), service.close()]);
    await proxy.close();
    recorder.flush();
    await Promise.all([file?.close(), control.close()]);
    app.close(() => {});
    app.closeAllConnections();
    clearInterval(awake);
  };
  let closing: Promise<void> | undefined;
  return {
    app: `http://${shownHost(host)}:${application.port}`,
    addresses: origins,
    recorder,
    settings,
    log,
    connections,
    service,
    proxy,
    ca: certificates.ca,
    spkiHash: certificates.spkiHash,
    close: () => (closing ??= close()),
  };
}

/** An error of the file system, said as one line with the way out; any other as it is. */
function notUsable(what: string, place: string, error: unknown, option: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const message = `The ${what} ${place} cannot be written (${code}). Choose another with ${option}.`;
  return new SetupError(message, { cause: error });
}

const bounded = (maxBytes: number | undefined) => (maxBytes === undefined ? {} : { maxBytes });
