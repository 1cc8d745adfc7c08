import { encodeUtf8 } from '../../wire/text.ts';
import type { Connection } from '../model.ts';
import type { RawSource } from '../sources.ts';
import type { Trace } from '../trace.ts';
import { createTcpFlow, TCP_FLAGS, type TcpFlow } from './tcp-packet.ts';

/*
 * pcapng (draft-ietf-opsawg-pcapng): a section header, one interface of link type RAW (packets begin with the IP header),
 * the TLS secrets, then packets. Block = type u32, total length u32, body, total length u32; little-endian.
 *
 * The TCP segments are synthetic: the tap saw chunks after TLS, so each chunk becomes segments of a clear connection.
 */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 0x00000001;
const ENHANCED_PACKET = 0x00000006;
const DECRYPTION_SECRETS = 0x0000000a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const LINKTYPE_RAW = 101;
const SECRETS_TLS_KEY_LOG = 0x544c534b;
const OPTION_COMMENT = 1;
const OPTION_TS_RESOLUTION = 9;
const MICROSECONDS = 6;
/** Segments are cut here, below the largest IP packet. */
const MAX_SEGMENT_BYTES = 32_768;

const COMMENT =
  'Recorded by Wire 101 after TLS and before HTTP. The bytes are real; the TCP segments around them are synthetic.';

function block(type: number, body: Uint8Array): Uint8Array {
  const padded = (body.length + 3) & ~3;
  const out = new Uint8Array(padded + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, out.length, true);
  out.set(body, 8);
  view.setUint32(out.length - 4, out.length, true);
  return out;
}

function option(code: number, value: Uint8Array): number[] {
  const padding = (4 - (value.length % 4)) % 4;
  return [
    code & 255,
    code >> 8,
    value.length & 255,
    value.length >> 8,
    ...value,
    ...new Array<number>(padding).fill(0),
  ];
}

function sectionHeader(): Uint8Array {
  const options = [...option(OPTION_COMMENT, encodeUtf8(COMMENT)), 0, 0, 0, 0];
  const body = new Uint8Array(16 + options.length);
  const view = new DataView(body.buffer);
  view.setUint32(0, BYTE_ORDER_MAGIC, true);
  view.setUint16(4, 1, true);
  view.setUint16(6, 0, true);
  view.setBigInt64(8, -1n, true);
  body.set(options, 16);
  return block(SECTION_HEADER, body);
}

function interfaceDescription(): Uint8Array {
  const options = [...option(OPTION_TS_RESOLUTION, Uint8Array.of(MICROSECONDS)), 0, 0, 0, 0];
  const body = new Uint8Array(8 + options.length);
  new DataView(body.buffer).setUint16(0, LINKTYPE_RAW, true);
  body.set(options, 8);
  return block(INTERFACE_DESCRIPTION, body);
}

function decryptionSecrets(lines: readonly string[]): Uint8Array {
  const text = encodeUtf8(lines.map((line) => `${line.trim()}\n`).join(''));
  const body = new Uint8Array(8 + text.length);
  const view = new DataView(body.buffer);
  view.setUint32(0, SECRETS_TLS_KEY_LOG, true);
  view.setUint32(4, text.length, true);
  body.set(text, 8);
  return block(DECRYPTION_SECRETS, body);
}

function packet(epochMicroseconds: bigint, bytes: Uint8Array): Uint8Array {
  const body = new Uint8Array(20 + bytes.length);
  const view = new DataView(body.buffer);
  view.setUint32(4, Number(epochMicroseconds >> 32n), true);
  view.setUint32(8, Number(epochMicroseconds & 0xffffffffn), true);
  view.setUint32(12, bytes.length, true);
  view.setUint32(16, bytes.length, true);
  body.set(bytes, 20);
  return block(ENHANCED_PACKET, body);
}

interface TimedPacket {
  readonly t: number;
  readonly bytes: Uint8Array;
}

function* segments(flow: TcpFlow, source: RawSource): Generator<{ t: number; make: () => Uint8Array }, void> {
  for (const chunk of source.chunks()) {
    for (let at = chunk.start; at < chunk.end; at += MAX_SEGMENT_BYTES) {
      const payload = source.bytes(at, Math.min(at + MAX_SEGMENT_BYTES, chunk.end));
      yield {
        t: chunk.t,
        make: () => flow.segment(source.direction, TCP_FLAGS.PSH | TCP_FLAGS.ACK, payload),
      };
    }
  }
}

/** The packets of one connection: handshake, chunks of both directions by time, and how it ended. */
function* connectionPackets(trace: Trace, connection: Connection): Generator<TimedPacket, void> {
  const flow = createTcpFlow(connection);
  const { openedAt } = connection;
  yield { t: openedAt, bytes: flow.segment('client-to-server', TCP_FLAGS.SYN) };
  yield { t: openedAt, bytes: flow.segment('server-to-client', TCP_FLAGS.SYN | TCP_FLAGS.ACK) };
  yield { t: openedAt, bytes: flow.segment('client-to-server', TCP_FLAGS.ACK) };
  const parts: { t: number; make: () => Uint8Array }[] = [];
  for (const direction of ['client-to-server', 'server-to-client'] as const) {
    const source = trace.rawSource(connection.id, direction);
    if (source) parts.push(...segments(flow, source));
  }
  parts.sort((a, b) => a.t - b.t);
  for (const { t, make } of parts) yield { t, bytes: make() };
  for (const { t, by, how } of connection.endings) {
    const flags = how === 'fin' ? TCP_FLAGS.FIN | TCP_FLAGS.ACK : TCP_FLAGS.RST | TCP_FLAGS.ACK;
    yield { t, bytes: flow.segment(by === 'client' ? 'client-to-server' : 'server-to-client', flags) };
  }
}

/**
 * The recording as a pcapng file, block by block, packets by time. A recording without connections gives a valid file
 * without packets. TLS secrets are included, so that a real capture of the same traffic can be decrypted.
 */
export function* encodePcapng(trace: Trace): Generator<Uint8Array, void, undefined> {
  yield sectionHeader();
  yield interfaceDescription();
  if (trace.keylog.length > 0) yield decryptionSecrets(trace.keylog);
  const packets = [...trace.connections.values()].flatMap((connection) => [
    ...connectionPackets(trace, connection),
  ]);
  packets.sort((a, b) => a.t - b.t);
  for (const { t, bytes } of packets) {
    yield packet(BigInt(Math.round((trace.epochMs + t) * 1000)), bytes);
  }
}
