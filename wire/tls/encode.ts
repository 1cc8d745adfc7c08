import { joinBytes } from '../bytes.ts';
import { encodeUtf8 } from '../text.ts';

/** `size` bytes of a big-endian number, then the bytes it counts. */
function vector(size: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = joinBytes(parts);
  const out = new Uint8Array(size + content.length);
  for (let index = 0; index < size; index++) out[index] = content.length >>> ((size - 1 - index) * 8);
  out.set(content, size);
  return out;
}

const uint16s = (values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value >>> 8, value & 0xff]));

export interface EncodeExtension {
  readonly type: number;
  readonly data: Uint8Array;
}

/** server_name (RFC 6066 §3). */
export function serverNameExtension(name: string): EncodeExtension {
  return { type: 0, data: vector(2, Uint8Array.of(0), vector(2, encodeUtf8(name))) };
}

/** ALPN (RFC 7301 §3.1). */
export function alpnExtension(protocols: readonly string[]): EncodeExtension {
  return { type: 16, data: vector(2, ...protocols.map((name) => vector(1, encodeUtf8(name)))) };
}

/** supported_versions (RFC 9846 §4.3.1). */
export function supportedVersionsExtension(versions: readonly number[]): EncodeExtension {
  return { type: 43, data: vector(1, uint16s(versions)) };
}

/** supported_groups (RFC 9846 §4.3.7). */
export function supportedGroupsExtension(groups: readonly number[]): EncodeExtension {
  return { type: 10, data: vector(2, uint16s(groups)) };
}

/** signature_algorithms (RFC 9846 §4.3.3). */
export function signatureAlgorithmsExtension(schemes: readonly number[]): EncodeExtension {
  return { type: 13, data: vector(2, uint16s(schemes)) };
}

/** key_share (RFC 9846 §4.3.8). */
export function keyShareExtension(
  shares: readonly { readonly group: number; readonly key: Uint8Array }[],
): EncodeExtension {
  return {
    type: 51,
    data: vector(2, ...shares.flatMap(({ group, key }) => [uint16s([group]), vector(2, key)])),
  };
}

export interface EncodeClientHello {
  /** Default 0x0303. */
  readonly legacyVersion?: number;
  /** 32 bytes; default zeros. */
  readonly random?: Uint8Array;
  /** Default empty. */
  readonly sessionId?: Uint8Array;
  readonly cipherSuites: readonly number[];
  /** Default [0], "null". */
  readonly compressionMethods?: readonly number[];
  /** Left out: not even their length is written, as before TLS 1.3. */
  readonly extensions?: readonly EncodeExtension[];
  /** Bytes of the message in one record; default 16,384. */
  readonly recordBytes?: number;
}

/** A ClientHello in as many records as it takes. It keeps the syntax and no other rule, so that wrong ones can be made. */
export function encodeClientHello(hello: EncodeClientHello): Uint8Array {
  const { compressionMethods = [0], recordBytes = 16_384 } = hello;
  const body = [
    uint16s([hello.legacyVersion ?? 0x0303]),
    hello.random ?? new Uint8Array(32),
    vector(1, hello.sessionId ?? new Uint8Array(0)),
    vector(2, uint16s(hello.cipherSuites)),
    vector(1, Uint8Array.from(compressionMethods)),
  ];
  if (hello.extensions) {
    body.push(vector(2, ...hello.extensions.flatMap(({ type, data }) => [uint16s([type]), vector(2, data)])));
  }
  const message = joinBytes([Uint8Array.of(1), vector(3, ...body)]);
  const records: Uint8Array[] = [];
  for (let at = 0; at < message.length; at += recordBytes) {
    records.push(Uint8Array.of(22, 3, 1), vector(2, message.subarray(at, at + recordBytes)));
  }
  return joinBytes(records);
}
