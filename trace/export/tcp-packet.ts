import type { Direction } from '../../contract/direction.ts';

/** RFC 9293 §3.1. */
export const TCP_FLAGS = { FIN: 0x01, SYN: 0x02, RST: 0x04, PSH: 0x08, ACK: 0x10 } as const;

const TCP_HEADER_BYTES = 20;
const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
const PROTOCOL_TCP = 6;
const WINDOW = 65_535;

/** The two ends of a connection. */
export interface Endpoints {
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly serverAddress: string;
  readonly serverPort: number;
}

export interface TcpFlow {
  /** The next IP packet in that direction. Sequence and acknowledgment numbers follow from the packets before it. */
  segment(direction: Direction, flags: number, payload?: Uint8Array): Uint8Array;
}

const EMPTY = new Uint8Array(0);

/** The four bytes of an IPv4 address; IPv4-mapped IPv6 addresses count. Undefined for anything else. */
export function ipv4Bytes(address: string): Uint8Array | undefined {
  const parts = address.replace(/^::ffff:/i, '').split('.');
  if (parts.length !== 4) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)
    ? Uint8Array.from(bytes)
    : undefined;
}

/** The sixteen bytes of an IPv6 address; all zero when it cannot be read. */
export function ipv6Bytes(address: string): Uint8Array {
  const bytes = new Uint8Array(16);
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = (text: string | undefined) =>
    text ? text.split(':').map((group) => Number.parseInt(group, 16)) : [];
  const first = groups(head);
  const last = groups(tail);
  const all =
    tail === undefined
      ? first
      : [...first, ...new Array<number>(Math.max(0, 8 - first.length - last.length)).fill(0), ...last];
  all.slice(0, 8).forEach((group, i) => {
    bytes[i * 2] = (group >> 8) & 255;
    bytes[i * 2 + 1] = group & 255;
  });
  return bytes;
}

/** The Internet checksum (RFC 9293 §3.1) over all runs as if they were one. Every run but the last has an even length. */
function checksum(...runs: readonly Uint8Array[]): number {
  let sum = 0;
  for (const run of runs) {
    for (let i = 0; i < run.length; i += 2) sum += ((run[i] as number) << 8) | (run[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function ipHeader(from: Uint8Array, to: Uint8Array, payloadLength: number): Uint8Array {
  if (from.length === 4) {
    const header = new Uint8Array(IPV4_HEADER_BYTES);
    const view = new DataView(header.buffer);
    header[0] = 0x45;
    view.setUint16(2, IPV4_HEADER_BYTES + payloadLength);
    header[8] = 64;
    header[9] = PROTOCOL_TCP;
    header.set(from, 12);
    header.set(to, 16);
    view.setUint16(10, checksum(header));
    return header;
  }
  const header = new Uint8Array(IPV6_HEADER_BYTES);
  const view = new DataView(header.buffer);
  header[0] = 0x60;
  view.setUint16(4, payloadLength);
  header[6] = PROTOCOL_TCP;
  header[7] = 64;
  header.set(from, 8);
  header.set(to, 24);
  return header;
}

function pseudoHeader(from: Uint8Array, to: Uint8Array, length: number): Uint8Array {
  const header = new Uint8Array(from.length * 2 + 8);
  header.set(from);
  header.set(to, from.length);
  const view = new DataView(header.buffer);
  view.setUint32(from.length * 2, length);
  header[header.length - 1] = PROTOCOL_TCP;
  return header;
}

/** Synthetic TCP/IP packets of one connection, with right checksums. */
export function createTcpFlow(ends: Endpoints): TcpFlow {
  const client4 = ipv4Bytes(ends.clientAddress);
  const server4 = ipv4Bytes(ends.serverAddress);
  const both4 = client4 && server4;
  const address = {
    'client-to-server': both4 ? client4 : ipv6Bytes(ends.clientAddress),
    'server-to-client': both4 ? server4 : ipv6Bytes(ends.serverAddress),
  };
  const port = { 'client-to-server': ends.clientPort, 'server-to-client': ends.serverPort };
  const sequence = { 'client-to-server': 1_000, 'server-to-client': 2_000 };
  return {
    segment(direction, flags, payload = EMPTY) {
      const other = direction === 'client-to-server' ? 'server-to-client' : 'client-to-server';
      const header = new Uint8Array(TCP_HEADER_BYTES);
      const view = new DataView(header.buffer);
      view.setUint16(0, port[direction]);
      view.setUint16(2, port[other]);
      view.setUint32(4, sequence[direction] >>> 0);
      view.setUint32(8, flags & TCP_FLAGS.ACK ? sequence[other] >>> 0 : 0);
      header[12] = (TCP_HEADER_BYTES / 4) << 4;
      header[13] = flags;
      view.setUint16(14, WINDOW);
      const length = TCP_HEADER_BYTES + payload.length;
      view.setUint16(16, checksum(pseudoHeader(address[direction], address[other], length), header, payload));
      sequence[direction] += payload.length + (flags & (TCP_FLAGS.SYN | TCP_FLAGS.FIN) ? 1 : 0);
      const ip = ipHeader(address[direction], address[other], length);
      const packet = new Uint8Array(ip.length + length);
      packet.set(ip);
      packet.set(header, ip.length);
      packet.set(payload, ip.length + TCP_HEADER_BYTES);
      return packet;
    },
  };
}
