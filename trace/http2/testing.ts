import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import { encodeHeaders, encodeSettings, encodeSettingsAck } from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { RecordBuilder } from '../testing.ts';
import type { Trace } from '../trace.ts';

const REQUEST = [
  { name: ':method', value: 'GET' },
  { name: ':scheme', value: 'https' },
  { name: ':authority', value: 'localhost:5102' },
  { name: ':path', value: '/sse' },
];
const RESPONSE = [{ name: ':status', value: '200' }];

/** One HTTP/2 connection, frame by frame, a millisecond apart: frame n comes at t = n. For tests. */
export class Conversation {
  readonly #builder = new RecordBuilder();
  readonly #hpack = { client: createHpackEncoder(), server: createHpackEncoder() };
  #t = 0;

  /** Both ends send SETTINGS and acknowledge them. */
  constructor(clientSettings: Parameters<typeof encodeSettings>[0] = []) {
    this.#builder.open(1, 'http2');
    this.#builder.client(1, CONNECTION_PREFACE);
    this.client(encodeSettings(clientSettings)).server(encodeSettings([]));
    this.server(encodeSettingsAck()).client(encodeSettingsAck());
  }

  client(frame: Uint8Array): this {
    this.#builder.at(++this.#t).client(1, frame);
    return this;
  }

  server(frame: Uint8Array): this {
    this.#builder.at(++this.#t).server(1, frame);
    return this;
  }

  request(streamId: number, endStream = true): this {
    return this.client(encodeHeaders(streamId, this.#hpack.client.encode(REQUEST), { endStream }));
  }

  respond(streamId: number, endStream = false): this {
    return this.server(encodeHeaders(streamId, this.#hpack.server.encode(RESPONSE), { endStream }));
  }

  trace(): Trace {
    return this.#builder.trace();
  }

  /** The trace before any record, and the records: for tests that look while they come. */
  records() {
    return this.#builder.records;
  }
}

/** The last row of a trace. */
export function lastRow(trace: Trace): number {
  return trace.frames.length - 1;
}
