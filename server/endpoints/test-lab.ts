import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Http2SecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LAB_ORIGIN_IDS, type OriginAddresses, type LabOriginId } from '../../contract/origin.ts';
import { DEFAULT_LAB_SETTINGS, type LabSettingsPatch } from '../../contract/settings.ts';
import { loadCertificates, type LabCertificates } from '../certificates/certificates.ts';
import type { Cancel, EndpointContext, Endpoints } from '../context.ts';
import { FEED_TOPIC, type EventLog } from '../log/event-log.ts';
import { createMemoryLog } from '../log/memory-log.ts';
import { ManualClock } from '../manual-clock.ts';
import { SettingsStore } from '../settings.ts';
import { createEndpoints } from './app.ts';

/** Certificates as a lab has them, made once for all tests of a file. */
let made: Promise<LabCertificates> | undefined;
async function makeCertificates(): Promise<LabCertificates> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wire101-'));
  try {
    return await loadCertificates(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const APP_ORIGIN = 'http://localhost:5100';

/** Knows how many listen to it, so that a test can see that none was forgotten. */
class CountingSettings extends SettingsStore {
  listeners = 0;
  override onChange(listener: Parameters<SettingsStore['onChange']>[0]): Cancel {
    this.listeners += 1;
    const cancel = super.onChange(listener);
    let active = true;
    return () => {
      if (active) this.listeners -= 1;
      active = false;
      cancel();
    };
  }
}

export interface TestLab {
  readonly origins: OriginAddresses;
  readonly ca: string;
  readonly log: EventLog;
  readonly clock: ManualClock;
  readonly settings: CountingSettings;
  readonly endpoints: Endpoints;
  /** Appends events with these data to the feed. */
  feed(...data: string[]): void;
  /** Resolves once exactly so many are subscribed to the log. */
  subscribed(count: number): Promise<void>;
  /** How many connections each listener has open. */
  readonly connections: Readonly<Record<LabOriginId, number>>;
  /** Resets every open HTTP/2 stream with this error code. */
  resetStreams(code: number): void;
  /** Cuts every connection, as a client that vanishes would. */
  cutAll(): void;
  close(): Promise<void>;
}

/** The endpoints on three real listeners, without the rest of a lab. Timers run by hand, and there is no feed of its own. */
export async function createTestLab(settings: LabSettingsPatch = {}): Promise<TestLab> {
  const manual = new ManualClock();
  const store = new CountingSettings({ ...DEFAULT_LAB_SETTINGS, ...settings });
  const memory = createMemoryLog();
  let subscriptions = 0;
  const waiting = new Set<() => void>();
  const count = (change: number): void => {
    subscriptions += change;
    for (const check of waiting) check();
  };
  const log: EventLog = {
    ...memory,
    subscribe(topic, afterId, listener) {
      const unsubscribe = memory.subscribe(topic, afterId, listener);
      count(1);
      let active = true;
      return () => {
        unsubscribe();
        if (active) count(-1);
        active = false;
      };
    },
  };
  const origins = { http1: '', http2: '', http1tls: '' };
  const context: EndpointContext = {
    settings: store,
    log,
    clock: manual,
    origins,
    appOrigins: [APP_ORIGIN, 'null'],
  };
  const endpoints = createEndpoints(context);
  const { ca, certificate: cert, key } = await (made ??= makeCertificates());

  const http1 = createHttpServer(endpoints.http1);
  const http1tls = createHttpsServer({ key, cert, ALPNProtocols: ['http/1.1'] }, endpoints.http1);
  for (const server of [http1, http1tls])
    server.on('upgrade', (...upgrade) => endpoints.onUpgrade(...upgrade));
  const http2 = createSecureServer({ key, cert, settings: { enableConnectProtocol: true } });
  http2.on('request', endpoints.http2);
  http2.on('connect', (req: Http2ServerRequest, res: Http2ServerResponse) => endpoints.onConnect(req, res));

  const streams = new Set<ServerHttp2Stream>();
  http2.on('stream', (stream) => {
    streams.add(stream);
    stream.on('close', () => streams.delete(stream));
  });
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  const servers = { http1, http2, http1tls };
  const connections = { http1: 0, http2: 0, http1tls: 0 };
  for (const id of LAB_ORIGIN_IDS) {
    const server: Server | Http2SecureServer = servers[id];
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      connections[id] += 1;
      socket.on('close', () => {
        sockets.delete(socket);
        connections[id] -= 1;
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    origins[id] = `${id === 'http1' ? 'http' : 'https'}://localhost:${port}`;
  }
  const cutAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    origins,
    ca,
    log,
    clock: manual,
    settings: store,
    endpoints,
    feed(...data) {
      for (const text of data) log.append(FEED_TOPIC, { data: text });
    },
    subscribed: (expected) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (subscriptions !== expected) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    connections,
    resetStreams(code) {
      for (const stream of streams) stream.close(code);
    },
    cutAll,
    async close() {
      cutAll();
      for (const session of sessions) session.destroy();
      await Promise.all(
        Object.values(servers).map(async (server: Server | Http2SecureServer) => {
          const closed = once(server, 'close');
          server.close();
          await closed;
        }),
      );
    },
  };
}
