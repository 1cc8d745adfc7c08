import type { OperationEvent } from '../contract/operations.ts';
import { isServerLeg, PORT_OFFSETS, type OriginId } from '../contract/origin.ts';
import type { CaptureRecord } from '../contract/records.ts';
import { DEFAULT_LAB_SETTINGS } from '../contract/settings.ts';
import { encodeUtf8 } from '../wire/text.ts';
import { decoding } from './decoding.ts';
import { Trace } from './trace.ts';

/** Writes capture records by hand, for tests. Time stands still until `at` moves it. */
export class RecordBuilder {
  readonly records: CaptureRecord[] = [];
  #t = 0;
  #nextPort = 50_000;

  constructor() {
    const origins = {
      http1: 'http://localhost:5101',
      http2: 'https://localhost:5102',
      http1tls: 'https://localhost:5103',
    };
    const settings = DEFAULT_LAB_SETTINGS;
    this.records.push({ type: 'lab', t: 0, epochMs: 1_700_000_000_000, version: '0.0.0', origins, settings });
  }

  /** Moves the clock to `t` milliseconds. */
  at(t: number): this {
    this.#t = t;
    return this;
  }

  record(record: CaptureRecord): this {
    this.records.push(record);
    return this;
  }

  /** Opens a connection; over TLS the handshake ends at once with `alpn`. */
  open(
    conn: number,
    origin: OriginId = 'http1',
    alpn: string = origin === 'http2' ? 'h2' : 'http/1.1',
    leg: { readonly pair?: number; readonly secure?: boolean } = {},
  ): this {
    const t = this.#t;
    const address = '127.0.0.1';
    const ports = {
      clientPort: this.#nextPort++,
      serverPort: isServerLeg(origin) ? 40_000 : 5100 + PORT_OFFSETS[origin],
    };
    this.record({
      type: 'connection-opened',
      t,
      conn,
      origin,
      clientAddress: address,
      serverAddress: address,
      ...ports,
      ...leg,
    });
    if (!(leg.secure ?? (origin === 'http2' || origin === 'http1tls'))) return this;
    return this.record({
      type: 'tls-established',
      t,
      conn,
      version: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      alpn,
      serverName: 'localhost',
      resumed: false,
    });
  }

  client(conn: number, bytes: string | Uint8Array): this {
    return this.#chunk(conn, 'client-to-server', bytes);
  }

  server(conn: number, bytes: string | Uint8Array): this {
    return this.#chunk(conn, 'server-to-client', bytes);
  }

  close(
    conn: number,
    by: 'client' | 'server' | 'fault' = 'client',
    how: 'fin' | 'reset' | 'timeout' = 'fin',
  ): this {
    this.record({ type: 'connection-ended', t: this.#t, conn, by, how });
    return this.record({ type: 'connection-closed', t: this.#t, conn, by, how });
  }

  operation(event: OperationEvent): this {
    return this.record({ type: 'operation', t: this.#t, ...event });
  }

  trace(): Trace {
    const trace = new Trace(decoding);
    for (const record of this.records) trace.apply(record);
    return trace;
  }

  #chunk(conn: number, direction: 'client-to-server' | 'server-to-client', bytes: string | Uint8Array): this {
    const run = typeof bytes === 'string' ? encodeUtf8(bytes) : bytes;
    return this.record({ type: 'chunk', t: this.#t, conn, direction, bytes: run });
  }
}
