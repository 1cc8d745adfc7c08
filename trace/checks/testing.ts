import type { Client, Transport } from '../../contract/operations.ts';
import type { OriginId } from '../../contract/origin.ts';
import { joinBytes } from '../../wire/bytes.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import { encodeData, encodeHeaders, encodeSettings } from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { RecordBuilder } from '../testing.ts';
import type { Trace } from '../trace.ts';

interface Asked {
  readonly client?: Client;
  readonly transport?: Transport;
  readonly origin?: OriginId;
}

interface Http1Request {
  readonly path?: string;
  readonly userAgent?: string;
  readonly lastEventId?: string;
}

export const BROWSER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0';

/** What clients do in a lab, told step by step, as a trace: for the tests of checks and figures. */
export class LabScript {
  readonly #records = new RecordBuilder();
  readonly #encoders = new Map<
    number,
    {
      readonly up: ReturnType<typeof createHpackEncoder>;
      readonly down: ReturnType<typeof createHpackEncoder>;
    }
  >();

  /** Moves the clock to `t` milliseconds. */
  at(t: number): this {
    this.#records.at(t);
    return this;
  }

  /** The page, or the Node client, was asked for an operation. */
  ask(op: number, { client = 'browser', transport = 'sse', origin = 'http1' }: Asked = {}): this {
    const url = `http://localhost/?op=${op}`;
    this.#records.operation({ op, event: 'issued', client, transport, origin, url });
    return this;
  }

  /** An operation failed, or is over, as its client says. */
  report(op: number, event: 'error' | 'closed'): this {
    this.#records.operation({ op, event, client: 'browser' });
    return this;
  }

  open(conn: number, origin: OriginId = 'http1'): this {
    this.#records.open(conn, origin);
    return this;
  }

  close(conn: number, by: 'client' | 'server' | 'fault' = 'client', how: 'fin' | 'reset' = 'fin'): this {
    this.#records.close(conn, by, how);
    return this;
  }

  /** A request for an event stream over HTTP/1.1; `op` undefined: from a client that numbers nothing. */
  request(conn: number, op: number | undefined, request: Http1Request = {}): this {
    const { path = '/sse', userAgent = BROWSER_AGENT, lastEventId } = request;
    const target = op === undefined ? path : `${path}?op=${op}`;
    const resume = lastEventId === undefined ? '' : `Last-Event-ID: ${lastEventId}\r\n`;
    this.#records.client(
      conn,
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${userAgent}\r\n${resume}\r\n`,
    );
    return this;
  }

  /** The head of an event stream over HTTP/1.1, no event. */
  head(conn: number): this {
    this.#records.server(
      conn,
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    return this;
  }

  /** The head of an event stream over HTTP/1.1, and its first event. */
  stream(conn: number): this {
    this.head(conn);
    this.#records.server(conn, '10\r\nid: 1\ndata: {}\n\n\r\n');
    return this;
  }

  /** A whole event stream over HTTP/1.1 on a connection of its own, open from now on. */
  openStream(conn: number, op: number | undefined, request: Http1Request = {}): this {
    return this.open(conn).request(conn, op, request).stream(conn);
  }

  /** An HTTP/2 connection on which the server announced a limit. */
  openHttp2(conn: number, maxConcurrentStreams = 100): this {
    this.#encoders.set(conn, { up: createHpackEncoder(), down: createHpackEncoder() });
    this.#records.open(conn, 'http2');
    this.#records.client(conn, joinBytes([CONNECTION_PREFACE, encodeSettings([])]));
    return this.announce(conn, maxConcurrentStreams);
  }

  /** SETTINGS_MAX_CONCURRENT_STREAMS (0x03) from the server (RFC 9113 §6.5.2). */
  announce(conn: number, maxConcurrentStreams: number): this {
    this.#records.server(conn, encodeSettings([{ id: 3, value: maxConcurrentStreams }]));
    return this;
  }

  /** An event stream on an HTTP/2 connection, with its first event. */
  openHttp2Stream(conn: number, streamId: number, op: number): this {
    const encoders = this.#encoders.get(conn);
    if (!encoders) throw new RangeError(`Connection ${conn} is no HTTP/2 connection.`);
    const request = encoders.up.encode([
      { name: ':method', value: 'GET' },
      { name: ':scheme', value: 'https' },
      { name: ':authority', value: 'localhost' },
      { name: ':path', value: `/sse?op=${op}` },
      { name: 'user-agent', value: BROWSER_AGENT },
    ]);
    const response = encoders.down.encode([
      { name: ':status', value: '200' },
      { name: 'content-type', value: 'text/event-stream' },
    ]);
    this.#records.client(conn, encodeHeaders(streamId, request, { endStream: true }));
    this.#records.server(
      conn,
      joinBytes([encodeHeaders(streamId, response), encodeData(streamId, encodeUtf8('id: 1\ndata: {}\n\n'))]),
    );
    return this;
  }

  /** A TLS handshake that the client gave up: it does not trust the certificate. */
  refuseTls(conn: number, t: number): this {
    const address = '127.0.0.1';
    const common = { conn, t } as const;
    this.#records.record({
      type: 'connection-opened',
      ...common,
      origin: 'http2',
      clientAddress: address,
      clientPort: 1,
      serverAddress: address,
      serverPort: 2,
    });
    this.#records.record({ type: 'connection-closed', ...common, by: 'client', how: 'tls-failure' });
    return this;
  }

  /** Records of a connection were left out to keep a bound. */
  drop(conn: number, t: number): this {
    this.#records.record({ type: 'dropped', t, conn, records: 1, bytes: 100, reason: 'the bound' });
    return this;
  }

  clear(t: number): this {
    this.#records.record({ type: 'cleared', t });
    return this;
  }

  trace(): Trace {
    return this.#records.trace();
  }
}
