import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { promisify } from 'node:util';
import { DEFAULT_LAB_SETTINGS, type LabSettingsPatch } from '../../contract/settings.ts';
import { createClock } from '../clock.ts';
import type { Cancel, Clock, EndpointContext, Endpoints } from '../context.ts';
import { FEED_TOPIC, type EventLog } from '../log/event-log.ts';
import { createMemoryLog } from '../log/memory-log.ts';
import { SettingsStore } from '../settings.ts';
import { createEndpoints } from './app.ts';

/** A clock for tests: time stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ at: number; readonly every: number | undefined; readonly task: () => void }>();

  now(): number {
    return this.#now;
  }
  after(delayMs: number, task: () => void): Cancel {
    return this.#add({ at: this.#now + delayMs, every: undefined, task });
  }
  every(intervalMs: number, task: () => void): Cancel {
    return this.#add({ at: this.#now + intervalMs, every: intervalMs, task });
  }
  /** How many timers would still fire. */
  get pending(): number {
    return this.#timers.size;
  }
  /** Lets `ms` pass, and runs what falls due, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#now = due.at;
      if (due.every === undefined) this.#timers.delete(due);
      else due.at += due.every;
      due.task();
    }
    this.#now = until;
  }
  #add(timer: { at: number; every: number | undefined; task: () => void }): Cancel {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
}

/** A self-signed certificate for localhost, good for a day. */
async function createCertificate(): Promise<{ key: string; cert: string }> {
  const { stdout } = await promisify(execFile)('openssl', [
    ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout - -days 1 -subj /CN=test'.split(
      ' ',
    ),
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ]);
  return { key: stdout, cert: stdout };
}

export const APP_ORIGIN = 'http://localhost:5100';

export interface TestLab {
  readonly origins: Readonly<Record<'http1' | 'http2' | 'http1tls', string>>;
  readonly ca: string;
  readonly log: EventLog;
  readonly clock: ManualClock;
  readonly settings: SettingsStore;
  readonly endpoints: Endpoints;
  /** Appends events with these data to the feed. */
  feed(...data: string[]): void;
  /** How many streams the lab would say goodbye to, counted by the log's subscriptions and its timers. */
  readonly subscriptions: number;
  /** Cuts every connection, as a client that vanishes would. */
  cutAll(): void;
  close(): Promise<void>;
}

/** The endpoints on three real listeners, without the rest of a lab. Timers run by hand, and there is no feed of its own. */
export async function createTestLab(
  settings: LabSettingsPatch = {},
  clock: Clock | undefined = undefined,
): Promise<TestLab> {
  const manual = new ManualClock();
  const store = new SettingsStore({ ...DEFAULT_LAB_SETTINGS, ...settings });
  const memory = createMemoryLog();
  let subscriptions = 0;
  const log: EventLog = {
    ...memory,
    subscribe(topic, afterId, listener) {
      subscriptions += 1;
      const unsubscribe = memory.subscribe(topic, afterId, listener);
      let active = true;
      return () => {
        if (active) subscriptions -= 1;
        active = false;
        unsubscribe();
      };
    },
  };
  const origins = { http1: '', http2: '', http1tls: '' };
  const context: EndpointContext = {
    settings: store,
    log,
    clock: clock ?? manual,
    origins,
    appOrigins: [APP_ORIGIN, 'null'],
  };
  const endpoints = createEndpoints(context);
  const { key, cert } = await createCertificate();

  const http1 = createHttpServer(endpoints.http1);
  const http1tls = createHttpsServer({ key, cert, ALPNProtocols: ['http/1.1'] }, endpoints.http1);
  for (const server of [http1, http1tls]) server.on('upgrade', endpoints.onUpgrade);
  const http2 = createSecureServer({ key, cert, settings: { enableConnectProtocol: true } });
  http2.on('request', endpoints.http2);
  http2.on('connect', endpoints.onConnect);

  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  const servers: readonly (Server | Http2SecureServer)[] = [http1, http2, http1tls];
  for (const server of servers) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const port = (server: Server | Http2SecureServer): number => (server.address() as AddressInfo).port;
  origins.http1 = `http://localhost:${port(http1)}`;
  origins.http2 = `https://localhost:${port(http2)}`;
  origins.http1tls = `https://localhost:${port(http1tls)}`;

  const cutAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    origins,
    ca: cert,
    log,
    clock: manual,
    settings: store,
    endpoints,
    feed(...data) {
      for (const text of data) log.append(FEED_TOPIC, { data: text });
    },
    get subscriptions() {
      return subscriptions;
    },
    cutAll,
    async close() {
      cutAll();
      for (const session of sessions) session.destroy();
      await Promise.all(
        servers.map(async (server) => {
          const closed = once(server, 'close');
          server.close();
          await closed;
        }),
      );
    },
  };
}

/** The clock of the machine, for what real time has to pass in. */
export const realClock = createClock;
