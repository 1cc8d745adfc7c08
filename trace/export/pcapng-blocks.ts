import { encodeUtf8 } from '../../wire/text.ts';

/*
 * The blocks of a pcapng file (draft-ietf-opsawg-pcapng), little-endian:
 *
 *   block  = type u32, total length u32, body, padding to 4 bytes, total length u32
 *   option = code u16, length u16, value, padding to 4 bytes; code 0 ends the list
 */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 0x00000001;
const ENHANCED_PACKET = 0x00000006;
const DECRYPTION_SECRETS = 0x0000000a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Packets begin with the IP header; its first four bits tell IPv4 from IPv6. */
const LINKTYPE_RAW = 101;
const SECRETS_TLS_KEY_LOG = 0x544c534b;
const OPTION_COMMENT = 1;
const OPTION_USER_APPLICATION = 4;
const OPTION_TIMESTAMP_RESOLUTION = 9;
const MICROSECONDS = 6;

const padded = (length: number): number => (length + 3) & ~3;

function block(type: number, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(padded(body.length) + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, out.length, true);
  out.set(body, 8);
  view.setUint32(out.length - 4, out.length, true);
  return out;
}

type Option = readonly [code: number, value: Uint8Array];

/** No options take no bytes: then the end of the list may be left out. */
function optionList(options: readonly Option[]): Uint8Array {
  if (options.length === 0) return new Uint8Array(0);
  const length = options.reduce((sum, [, value]) => sum + 4 + padded(value.length), 4);
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [code, value] of options) {
    view.setUint16(at, code, true);
    view.setUint16(at + 2, value.length, true);
    out.set(value, at + 4);
    at += 4 + padded(value.length);
  }
  return out;
}

/** A body of `fixed` bytes, which `write` fills, and the options after it. */
function bodyOf(fixed: number, options: readonly Option[], write: (view: DataView) => void): Uint8Array {
  const list = optionList(options);
  const body = new Uint8Array(padded(fixed) + list.length);
  write(new DataView(body.buffer));
  body.set(list, padded(fixed));
  return body;
}

/** The block that begins a file. `comment` is for people, `application` names the program that wrote it. */
export function sectionHeader(comment: string, application: string): Uint8Array {
  const options: Option[] = [
    [OPTION_COMMENT, encodeUtf8(comment)],
    [OPTION_USER_APPLICATION, encodeUtf8(application)],
  ];
  const body = bodyOf(16, options, (view) => {
    view.setUint32(0, BYTE_ORDER_MAGIC, true);
    view.setUint16(4, 1, true);
    view.setUint16(6, 0, true);
    /* The length of the section is not given. */
    view.setBigInt64(8, -1n, true);
  });
  return block(SECTION_HEADER, body);
}

/** The one interface: raw IP packets, times in microseconds. */
export function interfaceDescription(): Uint8Array {
  const options: Option[] = [[OPTION_TIMESTAMP_RESOLUTION, Uint8Array.of(MICROSECONDS)]];
  return block(
    INTERFACE_DESCRIPTION,
    bodyOf(8, options, (view) => {
      view.setUint16(0, LINKTYPE_RAW, true);
    }),
  );
}

/** TLS secrets, as lines of the NSS key log format. */
export function decryptionSecrets(lines: readonly string[]): Uint8Array {
  const text = encodeUtf8(lines.map((line) => `${line.trim()}\n`).join(''));
  const body = new Uint8Array(8 + text.length);
  const view = new DataView(body.buffer);
  view.setUint32(0, SECRETS_TLS_KEY_LOG, true);
  view.setUint32(4, text.length, true);
  body.set(text, 8);
  return block(DECRYPTION_SECRETS, body);
}

/** One IP packet. `epochMicroseconds` is when it crossed the tap, by the wall clock; an empty comment is left out. */
export function enhancedPacket(epochMicroseconds: number, bytes: Uint8Array, comment = ''): Uint8Array {
  const options: Option[] = comment === '' ? [] : [[OPTION_COMMENT, encodeUtf8(comment)]];
  const body = bodyOf(20 + bytes.length, options, (view) => {
    view.setUint32(4, Math.floor(epochMicroseconds / 0x1_0000_0000), true);
    view.setUint32(8, epochMicroseconds % 0x1_0000_0000, true);
    view.setUint32(12, bytes.length, true);
    view.setUint32(16, bytes.length, true);
  });
  body.set(bytes, 20);
  return block(ENHANCED_PACKET, body);
}
