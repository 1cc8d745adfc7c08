import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeInChunks } from '../conformance.ts';
import { spanFaults } from '../span-laws.ts';
import { decodeLatin1, encodeUtf8 } from '../text.ts';
import { createHttp1Decoder, type Http1Decoder } from './decoder.ts';
import { encodeChunk, encodeLastChunk, encodeRequestHead, encodeResponseHead } from './encode.ts';
import { explainHttp1 } from './explain.ts';
import { HTTP1_FIELDS } from './fields.ts';
import type { Http1Frame } from './frame.ts';
import { summarizeHttp1 } from './summary.ts';

/* Pieces that messages are made of, bad ones among them, so that random input reaches every state. */
const PIECES = [
  'GET / HTTP/1.1\r\n',
  'POST /x HTTP/1.1\r\nHost: a\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 101 Switching Protocols\r\n',
  'HTTP/1.1 103 Early Hints\r\n\r\n',
  'HTTP/1.0 404\n',
  'Host: a\r\n',
  'Content-Length: 3\r\n',
  'content-length : 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Upgrade: websocket\r\nConnection: upgrade\r\n',
  'X: y\r\n',
  ' folded\r\n',
  'no colon\r\n',
  '3\r\nabc\r\n',
  '3;a=b\r\nabc\r\n',
  '0\r\n',
  '\r\n',
  '\r\n\r\n',
  '\r',
  '\n',
  ':',
  'abc',
];
const messageBytes = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...PIECES).map(encodeUtf8) },
      fc.uint8Array({ maxLength: 4 }),
    ),
    {
      maxLength: 24,
    },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));
const roles = fc.constantFrom<('request' | 'response')[]>('request', 'response');
const create = (role: 'request' | 'response'): Http1Decoder =>
  createHttp1Decoder({ role, limits: { headBytes: 120, chunkLineBytes: 12, trailerBytes: 24 } });

/** Everything a decoder says about an input: its frames, its body bytes, the bytes behind an upgrade. */
function run(role: 'request' | 'response', bytes: Uint8Array, size: number) {
  const decoder = create(role);
  const frames: Http1Frame[] = [];
  const bodies = new Map<number, string>();
  let rest = '';
  const drain = (chunk: Uint8Array): void => {
    for (const slice of decoder.takeBody()) {
      expect(decodeLatin1(slice.bytes)).toBe(
        decodeLatin1(bytes, slice.start, slice.start + slice.bytes.length),
      );
      bodies.set(slice.message, (bodies.get(slice.message) ?? '') + decodeLatin1(slice.bytes));
    }
    rest += decodeLatin1(decoder.takeRest().bytes);
    chunk.fill(0x2e);
  };
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.slice(at, at + size);
    frames.push(...decoder.push(chunk));
    drain(chunk);
  }
  frames.push(...decoder.end());
  return { frames, bodies: [...bodies], rest, upgraded: decoder.upgraded };
}

describe('for any bytes, the HTTP/1.1 decoder', () => {
  test('says the same however they are cut into chunks', () => {
    fc.assert(
      fc.property(roles, messageBytes, fc.integer({ min: 2, max: 40 }), (role, bytes, size) => {
        const whole = run(role, bytes, bytes.length + 1);
        expect(run(role, bytes, 1)).toEqual(whole);
        expect(run(role, bytes, size)).toEqual(whole);
      }),
      { numRuns: 800 },
    );
  });

  test('gives frames that lie side by side up to the end, or up to an upgrade', () => {
    fc.assert(
      fc.property(roles, messageBytes, (role, bytes) => {
        const { frames, rest } = run(role, bytes, 11);
        let at = 0;
        for (const frame of frames) {
          expect(frame.start).toBe(at);
          at = frame.end;
          for (const { start, end } of frame.diagnostics) {
            expect(start).toBeGreaterThanOrEqual(frame.start);
            expect(end).toBeLessThanOrEqual(frame.end);
          }
        }
        /* A body without an end has no frame when it is empty. */
        expect(at + rest.length).toBe(bytes.length);
      }),
      { numRuns: 800 },
    );
  });

  test('gives frames whose explanation tiles them in the words of the field table', () => {
    fc.assert(
      fc.property(roles, messageBytes, fc.nat(1_000), (role, bytes, start) => {
        for (const frame of run(role, bytes, 100).frames) {
          const root = explainHttp1(bytes.subarray(frame.start, frame.end), start, frame);
          expect([root.start, root.end]).toEqual([start, start + frame.end - frame.start]);
          expect(spanFaults(root)).toEqual([]);
          expect(Object.keys(HTTP1_FIELDS)).toContain(root.field);
          expect(summarizeHttp1(frame)).not.toBe('');
        }
      }),
      { numRuns: 400 },
    );
  });

  test('gives explanations that tile even bytes that are not the frame’s', () => {
    fc.assert(
      fc.property(roles, messageBytes, messageBytes, (role, bytes, others) => {
        for (const frame of run(role, bytes, 100).frames) {
          expect(spanFaults(explainHttp1(others, 0, frame))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
const value = fc.stringMatching(
  /^(?:[\x21-\x7e\xa0-\xff](?:[\x20-\x7e\xa0-\xff\t]{0,10}[\x21-\x7e\xa0-\xff])?)?$/,
);
const framingNames = /^(?:content-length|transfer-encoding|host|upgrade|connection)$/i;
const fields = fc
  .array(fc.record({ name: token, value }), { maxLength: 5 })
  .map((list) => list.filter(({ name }) => !framingNames.test(name)));

describe('an HTTP/1.1 encoder', () => {
  test('writes requests that the decoder reads back', () => {
    fc.assert(
      fc.property(token, fc.stringMatching(/^[\x21-\x7e]{1,20}$/), fields, (method, target, list) => {
        const headers = [{ name: 'Host', value: 'a' }, ...list];
        const bytes = encodeRequestHead({ method, target, headers });
        const [frame, ...more] = decodeInChunks(createHttp1Decoder({ role: 'request' }), bytes, 7);
        expect(more).toEqual([]);
        expect(frame).toMatchObject({
          type: 'request',
          method,
          target,
          version: 'HTTP/1.1',
          headers,
          diagnostics: [],
        });
      }),
      { numRuns: 200 },
    );
  });

  test('writes responses, chunks and trailers that the decoder reads back', () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        fields,
        chunks,
        fields,
        (status, list, parts, trailers) => {
          fc.pre(status !== 204 && status !== 304);
          const headers = [...list, { name: 'Transfer-Encoding', value: 'chunked' }];
          const allowed = trailers.filter(({ name }) => !/^(?:te|trailer)$/i.test(name));
          const decoder = createHttp1Decoder({ role: 'response' });
          const frames = [
            ...decoder.push(encodeResponseHead({ status, headers })),
            ...parts.flatMap((part) => decoder.push(encodeChunk(part, 'a=b'))),
            ...decoder.push(encodeLastChunk(allowed)),
          ];
          expect(frames[0]).toMatchObject({ type: 'response', status, headers, diagnostics: [] });
          expect(frames.slice(1, -1)).toMatchObject(
            parts.map(({ length }) => ({ size: length, extensions: 'a=b' })),
          );
          expect(frames.at(-1)).toMatchObject({ type: 'last-chunk', trailers: allowed, diagnostics: [] });
          const bodies = decoder.takeBody().flatMap(({ bytes }) => [...bytes]);
          expect(bodies).toEqual(parts.flatMap((part) => [...part]));
        },
      ),
      { numRuns: 200 },
    );
  });
});
