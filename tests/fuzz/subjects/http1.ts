import { joinBytes } from '../../../wire/bytes.ts';
import { createHttp1Decoder, type Http1Decoder } from '../../../wire/http1/decoder.ts';
import {
  encodeChunk,
  encodeLastChunk,
  encodeRequestHead,
  encodeResponseHead,
} from '../../../wire/http1/encode.ts';
import { explainHttp1 } from '../../../wire/http1/explain.ts';
import type { HeaderField, Http1Frame } from '../../../wire/http1/frame.ts';
import type { Http1Limits } from '../../../wire/http1/limits.ts';
import { summarizeHttp1 } from '../../../wire/http1/summary.ts';
import { encodeUtf8 } from '../../../wire/text.ts';
import { law, same } from '../laws.ts';
import type { Random } from '../random.ts';
import { streamSubject, type ValidInput } from '../stream.ts';
import type { Subject } from '../subject.ts';

type Role = 'request' | 'response';

interface Options {
  readonly role: Role;
  /** Which response answers a HEAD or CONNECT; none when undefined. */
  readonly method: string | undefined;
  readonly limits: Partial<Http1Limits> | undefined;
}

const WORDS = [
  ...['GET / HTTP/1.1\r\n', 'POST /x HTTP/1.1\r\nHost: a\r\n', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n'],
  ...['HTTP/1.1 200 OK\r\n', 'HTTP/1.1 101 Switching Protocols\r\n', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ...['HTTP/1.0 404\n', 'HTTP/1.1 204 No Content\r\n', 'HTTP/1.1 304 x\r\n', 'HTTP/2.0 ', 'Host: a\r\n'],
  ...[
    'Content-Length: 3\r\n',
    'content-length : 3\r\n',
    'Content-Length: 3, 3\r\n',
    'Content-Length: +3\r\n',
  ],
  ...['Content-Length: 99999999999999999999\r\n', 'Transfer-Encoding: chunked\r\n', ', chunked'],
  ...['Transfer-Encoding: gzip, chunked\r\n', 'Transfer-Encoding: xchunked\r\n', 'Trailer: X\r\n'],
  ...['Upgrade: websocket\r\nConnection: upgrade\r\n', 'Connection: close\r\n', 'X: y\r\n', ' folded\r\n'],
  ...[
    'no colon\r\n',
    'X : y\r\n',
    ': empty\r\n',
    '3\r\nabc\r\n',
    '3;a=b\r\nabc\r\n',
    '03 \r\nabc\r\n',
    '0x3\r\n',
  ],
  ...[
    'ffffffffffffffff\r\n',
    '0\r\n\r\n',
    '0\r\nX: y\r\n\r\n',
    '\r\n',
    '\r\n\r\n',
    '\r',
    '\n',
    '\n\n',
    ':',
    '\0',
  ],
  'abc',
].map(encodeUtf8);

const TOKEN = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789!#$%&'*+-.^_`|~";
const TARGET = 'abcdefghijklmnopqrstuvwxyz0123456789/?#%&=:@[]-._~';
const INNER = `${TARGET} \t";,()<>\\éÿ`;
/** Fields that say how a message is framed, or may not stand in a trailer, are chosen on purpose or not at all. */
const FRAMING = /^(?:content-length|transfer-encoding|host|upgrade|connection|te|trailer)$/i;

function fieldOf(random: Random): HeaderField {
  const length = random.length(30);
  const value = length === 0 ? '' : `v${random.text(length, INNER)}w`;
  return { name: random.text(1 + random.length(12), TOKEN), value };
}

function fieldsOf(random: Random): HeaderField[] {
  return random.list(4, () => fieldOf(random)).filter(({ name }) => !FRAMING.test(name));
}

/** What one message must come back as: its head, and its body. */
interface Expected {
  readonly head: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
}

/** A body: the fields that announce it, its bytes on the wire, and what it carries. */
function bodyOf(random: Random): { fields: HeaderField[]; wire: Uint8Array; content: Uint8Array } {
  const parts = random.list(3, () => random.bytes(1 + random.length(300)));
  const content = joinBytes(parts);
  if (random.once(2)) {
    return { fields: [{ name: 'Content-Length', value: `${content.length}` }], wire: content, content };
  }
  const extensions = random.once(3) ? 'a=b;c="d"' : '';
  const wire = joinBytes([
    ...parts.map((part) => encodeChunk(part, extensions)),
    encodeLastChunk(random.once(3) ? fieldsOf(random) : []),
  ]);
  return { fields: [{ name: 'Transfer-Encoding', value: 'chunked' }], wire, content };
}

function message(random: Random, role: Role): { bytes: Uint8Array; expected: Expected } {
  const body = bodyOf(random);
  if (role === 'request') {
    const headers = [{ name: 'Host', value: 'a' }, ...fieldsOf(random), ...body.fields];
    const head = {
      method: random.text(1 + random.length(8), TOKEN),
      target: `/${random.text(random.length(40), TARGET)}`,
    };
    return {
      bytes: joinBytes([encodeRequestHead({ ...head, headers }), body.wire]),
      expected: { head: { ...head, version: 'HTTP/1.1', headers }, body: body.content },
    };
  }
  const headers = [...fieldsOf(random), ...body.fields];
  const head = { status: 200 + random.below(100), reason: random.text(random.length(12), TARGET) };
  if (head.status === 204) head.status = 200;
  return {
    bytes: joinBytes([encodeResponseHead({ ...head, headers }), body.wire]),
    expected: { head: { ...head, version: 'HTTP/1.1', headers }, body: body.content },
  };
}

function valid(random: Random, { role }: Options): ValidInput<Http1Frame> {
  const messages = random.list(3, () => message(random, role));
  const bytes = joinBytes(messages.map((one) => one.bytes));
  const check = (frames: readonly Http1Frame[]): void => {
    messages.forEach(({ expected }, number) => {
      const own = frames.filter((frame) => frame.message === number);
      const [head, ...rest] = own;
      law(head?.type === role, 'What was encoded is decoded again', () => `Message ${number}: ${head?.type}`);
      for (const [key, value] of Object.entries(expected.head)) {
        same('What was encoded is decoded again', (head as unknown as Record<string, unknown>)[key], value);
      }
      const content = rest.flatMap((frame) => {
        if (frame.type === 'body') return [bytes.subarray(frame.start, frame.end)];
        return frame.type === 'chunk' ? [bytes.subarray(frame.dataStart, frame.dataEnd)] : [];
      });
      same('A body that was encoded is decoded again', joinBytes(content), expected.body);
    });
    const errors = frames
      .flatMap(({ diagnostics }) => diagnostics)
      .filter(({ severity }) => severity === 'error');
    law(errors.length === 0, 'What was encoded is without error', () => JSON.stringify(errors[0]));
  };
  return { bytes, expect: check };
}

function subject(role: Role): Subject {
  return streamSubject<Http1Frame, Http1Decoder, Options>({
    name: `http1-${role}`,
    words: WORDS,
    keepsNoChunk: true,
    options: (random) => ({
      role,
      method: random.once(6) ? random.pick(['HEAD', 'CONNECT', 'GET']) : undefined,
      limits: random.once(3) ? { headBytes: 120, chunkLineBytes: 12, trailerBytes: 24 } : undefined,
    }),
    unbounded: () => ({ role, method: undefined, limits: undefined }),
    decoder: ({ method, limits }) =>
      createHttp1Decoder({ role, requestMethod: () => method, ...(limits && { limits }) }),
    valid,
    summarize: summarizeHttp1,
    explain: (bytes, frame) => explainHttp1(bytes, frame.start, frame),
    /* A body that was cut before its first byte, or between two chunks, has a frame to say so. */
    mayBeEmpty: ({ type, diagnostics }) => type === 'body' && diagnostics.length > 0,
    drain(decoder, aside) {
      for (const slice of decoder.takeBody()) {
        const body = (aside.bodies[slice.message] ??= []);
        for (const byte of slice.bytes) body.push(byte);
      }
      aside.rest += decoder.takeRest().bytes.length;
    },
  });
}

export const http1Request: Subject = subject('request');
export const http1Response: Subject = subject('response');
