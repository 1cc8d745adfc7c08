import type { Socket } from 'node:net';
import {
  LAB_ORIGIN_IDS,
  LAB_ORIGINS,
  type LabOriginId,
  type OriginAddresses,
} from '../../contract/origin.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { LabCertificates } from '../certificates/certificates.ts';
import type { Clock, LiveSettings } from '../context.ts';
import type { Connection } from '../tap/connection.ts';
import type { Connections } from '../tap/connections.ts';
import { MAX_CONNECTIONS } from '../limits.ts';
import { answerFull, cutFull, type Listener } from './bind.ts';
import type { Service } from './service.ts';
import { createTlsAcceptor } from './tls.ts';

export type OriginListeners = Readonly<Record<LabOriginId, Listener>>;

export function addressesOf(listeners: OriginListeners, host: string): OriginAddresses {
  const address = (id: LabOriginId): string =>
    `${LAB_ORIGINS[id].secure ? 'https' : 'http'}://${host}:${listeners[id].port}`;
  return { http1: address('http1'), http2: address('http2'), http1tls: address('http1tls') };
}

export interface OriginsOptions {
  readonly listeners: OriginListeners;
  readonly service: Pick<Service, 'servers'>;
  readonly connections: Connections;
  readonly certificates: LabCertificates;
  readonly settings: LiveSettings;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** How many connections each origin has at once. */
  readonly maxConnections?: number | undefined;
}

/** Lets connections in: accept, TLS where the origin has it, tap, then the HTTP server that ALPN chose. */
export function startOrigins(options: OriginsOptions): void {
  const {
    listeners,
    service,
    connections,
    certificates,
    settings,
    recorder,
    clock,
    maxConnections = MAX_CONNECTIONS,
  } = options;
  for (const id of LAB_ORIGIN_IDS) {
    const take = LAB_ORIGINS[id].secure
      ? createTlsAcceptor({
          certificate: certificates.certificate,
          key: certificates.key,
          alpn: LAB_ORIGINS[id].alpn,
          settings,
          recorder,
          clock,
          secured(connection, socket) {
            const tap = connection.tapOn(socket);
            if (socket.alpnProtocol === 'h2') service.servers.http2(tap);
            else service.servers.http1(tap);
          },
        })
      : (connection: Connection) => service.servers.http1(connection.tapOn(connection.raw));
    const accept = (socket: Socket): void => {
      const connection = connections.accept(id, socket);
      if (!connections.refuses(connection)) take(connection);
    };
    listeners[id].start(accept, maxConnections, LAB_ORIGINS[id].secure ? cutFull : answerFull);
  }
}
