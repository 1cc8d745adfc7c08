import fc from 'fast-check';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { decodeInChunks } from '../conformance.ts';
import { decodeLatin1, encodeUtf8 } from '../text.ts';
import { createHttp1Decoder } from './decoder.ts';
import { encodeChunk, encodeLastChunk, encodeRequestHead, encodeResponseHead } from './encode.ts';
import type { HeaderField } from './frame.ts';

/*
 * Node's own HTTP parser (llhttp) as an oracle: the same bytes through it and through our decoder. It reads from a
 * stream in memory; no port is opened.
 */

/** A connection whose other end says `bytes`, and then ends when `ends`. What is written to it is dropped. */
function connectionThatSays(bytes: Uint8Array, ends: boolean): Socket {
  let said = false;
  const duplex = new Duplex({
    read() {
      if (said) return;
      said = true;
      this.push(Buffer.from(bytes));
      if (ends) this.push(null);
    },
    write(_chunk, _encoding, done) {
      done();
    },
    final(done) {
      done();
      this.destroy();
    },
  });
  return duplex as unknown as Socket;
}

interface Message {
  readonly start: string;
  readonly headers: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
}

async function readMessage(message: IncomingMessage, start: string): Promise<Message> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString('latin1');
  return { start, headers: message.rawHeaders, body, trailers: message.rawTrailers };
}

/** The requests Node reads from the bytes, up to `expected`, and the error that stopped it, if one did. */
async function nodeRequests(
  bytes: Uint8Array,
  expected: number,
): Promise<{ messages: Message[]; error: string | undefined }> {
  const reading: Promise<Message>[] = [];
  let error: string | undefined;
  const server = createServer((incoming, response) => {
    const start = `${incoming.method} ${incoming.url} ${incoming.httpVersion}`;
    const message = readMessage(incoming, start);
    reading.push(message);
    const answer = (): void => {
      response.end();
      if (reading.length === expected) socket.destroy();
    };
    message.then(answer, answer);
  });
  server.on('clientError', (fault: NodeJS.ErrnoException) => {
    error ??= fault.code ?? fault.message;
    socket.destroy();
  });
  const socket = connectionThatSays(bytes, false);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  server.emit('connection', socket);
  await closed;
  const settled = await Promise.allSettled(reading);
  server.close();
  return { messages: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])), error };
}

/** The response Node's client reads from the bytes, with the interim ones before it. */
function nodeResponse(bytes: Uint8Array, method: string): Promise<{ interim: number[]; message: Message }> {
  return new Promise((resolve, reject) => {
    const interim: number[] = [];
    const outgoing = request({ method, createConnection: () => connectionThatSays(bytes, true) });
    outgoing.on('error', reject);
    outgoing.on('information', ({ statusCode }) => interim.push(statusCode));
    outgoing.on('response', (incoming) => {
      const start = `${incoming.statusCode} ${incoming.statusMessage} ${incoming.httpVersion}`;
      readMessage(incoming, start).then((message) => {
        resolve({ interim, message });
      }, reject);
    });
    outgoing.end();
  });
}

const flat = (fields: readonly HeaderField[]): string[] => fields.flatMap(({ name, value }) => [name, value]);

/** The same of our decoder. */
function ourMessages(bytes: Uint8Array, role: 'request' | 'response', method?: string) {
  const decoder = createHttp1Decoder({ role, requestMethod: () => method });
  const messages: { -readonly [K in keyof Message]: Message[K] }[] = [];
  const interim: number[] = [];
  const errors: string[] = [];
  for (const frame of decodeInChunks(decoder, bytes, 13)) {
    errors.push(...frame.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code));
    if (frame.type === 'request') {
      const start = `${frame.method} ${frame.target} ${frame.version.slice(5)}`;
      messages.push({ start, headers: flat(frame.headers), body: '', trailers: [] });
    } else if (frame.type === 'response') {
      const start = `${frame.status} ${frame.reason} ${frame.version.slice(5)}`;
      messages.push({ start, headers: flat(frame.headers), body: '', trailers: [] });
    } else if (frame.type === 'interim') interim.push(frame.status);
    else if (frame.type === 'last-chunk') {
      const message = messages[frame.message];
      if (message) message.trailers = flat(frame.trailers);
    }
  }
  for (const { message, bytes: part } of decoder.takeBody()) {
    const read = messages[message];
    if (read) read.body += decodeLatin1(part);
  }
  return { messages, interim, errors };
}

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,10}$/);
const value = fc.stringMatching(/^(?:[!-~](?:[ -~]{0,12}[!-~])?)?$/);
const known = /^(?:content-length|transfer-encoding|host|upgrade|connection|expect|trailer|te|keep-alive)$/i;
const fields = fc
  .array(fc.record({ name: token, value }), { maxLength: 6 })
  .map((list) => list.filter(({ name }) => !known.test(name)));
const target = fc.stringMatching(/^\/[!-"$-~]{0,20}$/);
const data = fc.uint8Array({ minLength: 1, maxLength: 30 });
type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'chunked';
      readonly parts: readonly Uint8Array[];
      readonly trailers: readonly HeaderField[];
    };
const body: fc.Arbitrary<Body> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record({ kind: fc.constant('length' as const), bytes: data }),
  fc.record({
    kind: fc.constant('chunked' as const),
    parts: fc.array(data, { maxLength: 4 }),
    trailers: fields,
  }),
);

/** A whole message: the head that `start` makes with the fields its body needs, then the body. */
function message(start: (headers: HeaderField[]) => Uint8Array, list: HeaderField[], what: Body): number[] {
  switch (what.kind) {
    case 'none':
      return [...start(list)];
    case 'length':
      return [
        ...start([...list, { name: 'Content-Length', value: String(what.bytes.length) }]),
        ...what.bytes,
      ];
    case 'chunked': {
      const head = start([...list, { name: 'Transfer-Encoding', value: 'chunked' }]);
      const chunks = what.parts.flatMap((part) => [...encodeChunk(part, 'ext')]);
      return [...head, ...chunks, ...encodeLastChunk(what.trailers)];
    }
  }
}

describe('Node’s HTTP parser and ours', () => {
  test('read the same requests from one connection', async () => {
    const one = fc.tuple(
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'),
      target,
      fields,
      body,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 4 }), async (list) => {
        const host = { name: 'Host', value: 'a.test' };
        const bytes = Uint8Array.from(
          list.flatMap(([method, to, headers, what]) =>
            message(
              (all) => encodeRequestHead({ method, target: to, headers: all }),
              [host, ...headers],
              what,
            ),
          ),
        );
        const { messages, error } = await nodeRequests(bytes, list.length);
        expect(error).toBeUndefined();
        const ours = ourMessages(bytes, 'request');
        expect(ours.messages).toEqual(messages);
        expect(ours.messages).toHaveLength(list.length);
        expect(ours.errors).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('read the same response, behind the same interim ones', async () => {
    const status = fc.constantFrom(200, 201, 204, 304, 404, 503);
    const hints = fc.array(fc.constantFrom(100, 102, 103), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'HEAD'),
        hints,
        status,
        fields,
        body,
        async (method, before, code, list, what) => {
          const bodiless = method === 'HEAD' || code === 204 || code === 304;
          const bytes = Uint8Array.from([
            ...before.flatMap((hint) => [...encodeResponseHead({ status: hint, headers: list })]),
            ...message(
              (headers) => encodeResponseHead({ status: code, headers }),
              list,
              bodiless ? { kind: 'none' } : what,
            ),
          ]);
          const theirs = await nodeResponse(bytes, method);
          const ours = ourMessages(bytes, 'response', method);
          expect(ours.messages).toEqual([theirs.message]);
          expect(ours.interim).toEqual(theirs.interim);
          expect(ours.errors).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  const post = 'POST / HTTP/1.1\r\nHost: a\r\n';
  const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n`;
  test.each([
    ['no HTTP at all', '\x16\x03\x01\x02\r\n\r\n', 'http1/not-http'],
    [
      'Content-Length and Transfer-Encoding',
      `${post}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      'http1/content-length-with-transfer-encoding',
    ],
    [
      'two Content-Length values',
      `${post}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      'http1/conflicting-content-length',
    ],
    ['a signed Content-Length', `${post}Content-Length: +1\r\n\r\na`, 'http1/invalid-content-length'],
    [
      'chunked that is not last',
      `${post}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
      'http1/chunked-not-last',
    ],
    ['white space before a colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n', 'http1/space-before-colon'],
    ['a bare CR in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n', 'http1/bare-cr'],
    ['a NUL in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', 'http1/invalid-field-value'],
    ['a folded line', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n', 'http1/obs-fold'],
    ['a line without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n', 'http1/field-without-colon'],
    [
      'white space before the first field',
      'GET / HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n',
      'http1/space-before-first-field',
    ],
    ['a chunk-size that is no number', `${chunked}x\r\na\r\n0\r\n\r\n`, 'http1/invalid-chunk-size'],
    ['a chunk-size with a prefix', `${chunked}0x1\r\na\r\n0\r\n\r\n`, 'http1/invalid-chunk-size'],
    ['a chunk-size that is too large', `${chunked}FFFFFFFFFFFFFFFFF\r\na`, 'http1/chunk-too-large'],
    ['a bare LF behind a chunk-size', `${chunked}1\na\r\n0\r\n\r\n`, 'http1/chunk-bare-lf'],
    ['data longer than its chunk', `${chunked}1\r\nab\r\n0\r\n\r\n`, 'http1/chunk-not-terminated'],
  ])('both find fault with %s', async (_what, text, code) => {
    const bytes = encodeUtf8(text);
    expect(ourMessages(bytes, 'request').errors).toContain(code);
    expect((await nodeRequests(bytes, 1)).error).toMatch(/^HPE_/);
  });

  test('both refuse a request without Host, Node with an answer of its own', async () => {
    const bytes = encodeUtf8('GET / HTTP/1.1\r\n\r\n');
    expect(ourMessages(bytes, 'request').errors).toEqual(['http1/missing-host']);
    expect(await nodeRequests(bytes, 1)).toEqual({ messages: [], error: undefined });
  });

  /* Node reads on where RFC 9110 §2.5 has the major version say that the message is read in another way. */
  test('differ about a request line of HTTP/2.0, which Node takes and we call junk', async () => {
    const bytes = encodeUtf8('GET / HTTP/2.0\r\nHost: a\r\n\r\n');
    expect(ourMessages(bytes, 'request')).toMatchObject({
      messages: [],
      errors: ['http1/unsupported-version'],
    });
    expect((await nodeRequests(bytes, 1)).messages).toHaveLength(1);
  });
});
