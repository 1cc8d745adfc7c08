import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { spanFaults } from '../span-laws.ts';
import {
  clientHelloLength,
  couldBeClientHello,
  decodeClientHello,
  MAX_CLIENT_HELLO_BYTES,
} from './client-hello.ts';
import {
  alpnExtension,
  encodeClientHello,
  keyShareExtension,
  serverNameExtension,
  signatureAlgorithmsExtension,
  supportedGroupsExtension,
  supportedVersionsExtension,
  type EncodeClientHello,
} from './encode.ts';
import { explainClientHello } from './explain.ts';
import { isGrease } from './registries.ts';
import { summarizeClientHello } from './summary.ts';

const vectors = JSON.parse(
  readFileSync(new URL('../../tests/vectors/tls/client-hellos.json', import.meta.url), 'utf8'),
) as { clients: Record<string, string> };
const captured = (client: string): Uint8Array => {
  const hex = vectors.clients[client];
  if (!hex) throw new Error(`There is no vector for ${client}.`);
  return new Uint8Array(Buffer.from(hex, 'hex'));
};

const FULL: EncodeClientHello = {
  random: Uint8Array.from({ length: 32 }, (_, index) => index),
  sessionId: Uint8Array.of(1, 2, 3),
  cipherSuites: [0x1301, 0x1303, 0x9999],
  extensions: [
    serverNameExtension('localhost'),
    alpnExtension(['h2', 'http/1.1']),
    supportedVersionsExtension([0x0304, 0x0303]),
    supportedGroupsExtension([0x11ec, 0x001d]),
    signatureAlgorithmsExtension([0x0403]),
    keyShareExtension([{ group: 0x001d, key: new Uint8Array(32) }]),
  ],
};
const codesOf = (bytes: Uint8Array): string[] => decodeClientHello(bytes).diagnostics.map(({ code }) => code);
const names = (values: readonly { readonly name: string }[]): string[] => values.map(({ name }) => name);

describe('a ClientHello as a client sent it', () => {
  test.each(Object.keys(vectors.clients))('of %s is read to its last byte without complaint', (client) => {
    const bytes = captured(client);
    const hello = decodeClientHello(bytes);
    expect(hello.complete).toBe(true);
    expect(hello.diagnostics).toEqual([]);
    expect(hello.alpn).toEqual(['h2', 'http/1.1']);
    expect(hello.supportedVersions.map(({ value }) => value)).toContain(0x0304);
    expect(names(hello.cipherSuites).filter((name) => name.startsWith('0x'))).toEqual([]);
    expect(names(hello.extensions).filter((name) => name.startsWith('extension'))).toEqual([]);
    expect(clientHelloLength(bytes)).toBe(bytes.length);
    expect(spanFaults(explainClientHello(bytes, 0))).toEqual([]);
  });

  test('of Chromium offers a hybrid key share and GREASE', () => {
    const hello = decodeClientHello(captured('Chromium 156'));
    expect(hello.serverName).toBe('localhost');
    expect(
      hello.keyShares.map(({ group, length }) => [group.grease ? 'GREASE' : group.name, length]),
    ).toEqual([
      ['GREASE', 1],
      ['X25519MLKEM768', 1216],
      ['x25519', 32],
    ]);
    expect(hello.extensions.filter(({ grease }) => grease)).toHaveLength(2);
    expect(hello.cipherSuites[0]?.grease).toBe(true);
    expect(summarizeClientHello(hello)).toBe('localhost · h2, http/1.1 · TLS 1.3, TLS 1.2');
  });

  test('of Firefox offers keys for three groups', () => {
    const hello = decodeClientHello(captured('Firefox ESR 153'));
    expect(hello.keyShares.map(({ group }) => group.name)).toEqual(['X25519MLKEM768', 'x25519', 'secp256r1']);
  });
});

describe('decodeClientHello', () => {
  test('gives back what the encoder was given', () => {
    const hello = decodeClientHello(encodeClientHello(FULL));
    expect(hello).toMatchObject({
      complete: true,
      recordVersion: 0x0301,
      legacyVersion: 0x0303,
      random: FULL.random,
      sessionId: FULL.sessionId,
      compressionMethods: [0],
      serverName: 'localhost',
      alpn: ['h2', 'http/1.1'],
      diagnostics: [],
    });
    expect(names(hello.cipherSuites)).toEqual([
      'TLS_AES_128_GCM_SHA256',
      'TLS_CHACHA20_POLY1305_SHA256',
      '0x9999',
    ]);
    expect(names(hello.supportedVersions)).toEqual(['TLS 1.3', 'TLS 1.2']);
    expect(names(hello.supportedGroups)).toEqual(['X25519MLKEM768', 'x25519']);
    expect(names(hello.signatureSchemes)).toEqual(['ecdsa_secp256r1_sha256']);
    expect(hello.keyShares.map(({ group, length }) => [group.name, length])).toEqual([['x25519', 32]]);
  });

  test('takes a ClientHello without extensions, as before TLS 1.3', () => {
    const hello = decodeClientHello(encodeClientHello({ cipherSuites: [0x002f] }));
    expect(hello).toMatchObject({
      complete: true,
      extensions: [],
      serverName: undefined,
      alpn: [],
      diagnostics: [],
    });
    expect(summarizeClientHello(hello)).toBe('no server name · no ALPN');
  });

  test('reads the same from one record as from many', () => {
    const whole = decodeClientHello(encodeClientHello(FULL));
    for (const recordBytes of [1, 3, 7, 50]) {
      const bytes = encodeClientHello({ ...FULL, recordBytes });
      expect(decodeClientHello(bytes)).toEqual(whole);
      const root = explainClientHello(bytes, 10);
      expect(spanFaults(root)).toEqual([]);
      const { derived } = root.children?.at(-1) ?? {};
      expect(derived?.kind).toBe('dechunked');
      expect(derived?.bytes).toEqual(encodeClientHello(FULL).subarray(5));
    }
  });

  test('reads what is there of one that is cut off, and says so', () => {
    const bytes = encodeClientHello(FULL);
    for (let end = 0; end < bytes.length; end++) {
      const hello = decodeClientHello(bytes.subarray(0, end));
      expect(hello.complete).toBe(false);
      expect(hello.diagnostics.map(({ code }) => code)).toEqual(['tls/cut-off']);
    }
    const almost = decodeClientHello(bytes.subarray(0, -10));
    expect([almost.serverName, almost.alpn]).toEqual(['localhost', ['h2', 'http/1.1']]);
    expect(summarizeClientHello(almost)).toContain('incomplete');
  });

  test('makes no span of a record that is cut off behind its header', () => {
    const records = encodeClientHello({ ...FULL, recordBytes: 50 });
    for (const end of [5, 60, 115]) {
      const root = explainClientHello(records.subarray(0, end), 0);
      expect(spanFaults(root)).toEqual([]);
      expect(root.children?.at(-1)?.field).toBe('tls.record-length');
    }
  });

  test('tiles a message that is cut off inside its length and goes over two records', () => {
    const root = explainClientHello(Uint8Array.of(22, 3, 1, 0, 3, 1, 0, 0, 22), 0);
    expect(spanFaults(root)).toEqual([]);
  });

  test('places what it finds in the bytes of several records', () => {
    const twice = { ...FULL, extensions: [alpnExtension(['h2']), alpnExtension(['h2'])] };
    const [one] = decodeClientHello(encodeClientHello(twice)).diagnostics;
    for (let recordBytes = 1; recordBytes < 60; recordBytes++) {
      const [two] = decodeClientHello(encodeClientHello({ ...twice, recordBytes })).diagnostics;
      /* A place in the message, behind the headers of the records up to the one it lies in. */
      const place = (offset: number): number =>
        offset - 5 + 5 * Math.max(1, Math.ceil((offset - 5) / recordBytes));
      expect([two?.start, two?.end]).toEqual([place(one?.start ?? 0), place(one?.end ?? 0)]);
    }
  });

  test('never throws and always tiles, whatever the bytes', () => {
    const noise = fc.uint8Array({ maxLength: 120 });
    const mutated = fc
      .tuple(fc.nat(300), fc.nat(255), fc.constantFrom(5, 60, 16_384))
      .map(([at, byte, recordBytes]) => {
        const bytes = encodeClientHello({ ...FULL, recordBytes });
        bytes[at % bytes.length] = byte;
        return bytes;
      });
    const headed = noise.map((bytes) => joinBytes([Uint8Array.of(22, 3, 1, 0, 100, 1, 0, 0, 96), bytes]));
    fc.assert(
      fc.property(fc.oneof(noise, mutated, headed), fc.nat(10_000), (bytes, start) => {
        const { diagnostics } = decodeClientHello(bytes);
        for (const one of diagnostics) {
          expect(one.start).toBeGreaterThanOrEqual(0);
          expect(one.end).toBeGreaterThanOrEqual(one.start);
          expect(one.end).toBeLessThanOrEqual(bytes.length);
        }
        const root = explainClientHello(bytes, start);
        expect([root.start, root.end]).toEqual([start, start + bytes.length]);
        expect(spanFaults(root)).toEqual([]);
        clientHelloLength(bytes);
      }),
      { numRuns: 800 },
    );
  });
});

describe('the diagnostics of a ClientHello', () => {
  const withExtension = (type: number, data: Uint8Array): Uint8Array =>
    encodeClientHello({ ...FULL, extensions: [{ type, data }] });

  test.each([
    ['server_name', 0],
    ['supported_groups', 10],
    ['signature_algorithms', 13],
    ['ALPN', 16],
    ['supported_versions', 43],
    ['key_share', 51],
  ])('of a list that is too short or too long in %s are one', (_name, type) => {
    expect(codesOf(withExtension(type, new Uint8Array(0)))).toEqual(['tls/length']);
    expect(codesOf(withExtension(type, Uint8Array.of(0, 0, 0)))).toEqual(['tls/length']);
    expect(codesOf(withExtension(type, Uint8Array.of(0xff, 0xff, 1)))).toEqual(['tls/length']);
  });
});

describe('the peek at a connection', () => {
  test('knows a ClientHello by its first bytes, as far as they go', () => {
    const bytes = encodeClientHello(FULL);
    for (let end = 0; end <= 9; end++) expect(couldBeClientHello(bytes.subarray(0, end))).toBe(true);
    expect(couldBeClientHello(Uint8Array.of(...Buffer.from('GET /')))).toBe(false);
    expect(couldBeClientHello(Uint8Array.of(22, 3, 1, 0, 5, 2))).toBe(false);
  });

  test.each([1, 2, 5, 100, 16_384])(
    'knows the length once the record headers came, in records of %d',
    (recordBytes) => {
      const bytes = encodeClientHello({ ...FULL, recordBytes });
      const known = Array.from(bytes, (_, end) => clientHelloLength(bytes.subarray(0, end)));
      expect(known[0]).toBeUndefined();
      expect(new Set(known.filter((length) => length !== undefined))).toEqual(new Set([bytes.length]));
      expect(clientHelloLength(bytes)).toBe(bytes.length);
      expect(clientHelloLength(joinBytes([bytes, Uint8Array.of(1, 2, 3)]))).toBe(bytes.length);
    },
  );

  test('waits for nothing that is no ClientHello, or too long', () => {
    expect(clientHelloLength(Uint8Array.of(...Buffer.from('GET / HTTP/1.1')))).toBe(0);
    const claim = MAX_CLIENT_HELLO_BYTES;
    expect(clientHelloLength(Uint8Array.of(22, 3, 1, 0x40, 0, 1, claim >> 16, claim >> 8, claim))).toBe(0);
    expect(clientHelloLength(Uint8Array.of(22, 3, 1, 0, 0, 1))).toBe(0);
  });
});

test('GREASE values are the sixteen of RFC 8701 §2', () => {
  const all = Array.from({ length: 65_536 }, (_, value) => value).filter(isGrease);
  expect(all).toHaveLength(16);
  expect(all.slice(0, 2)).toEqual([0x0a0a, 0x1a1a]);
});
