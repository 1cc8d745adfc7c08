import { opposite, type Direction } from '../../contract/direction.ts';
import { ipv4Bytes, ipv6Bytes } from './ip-address.ts';

/*
 * TCP (RFC 9293 §3.1) in IPv4 or IPv6, without options:
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------------------------------+-------------------------------+
 *   |          Source Port          |       Destination Port        |
 *   +-------------------------------+-------------------------------+
 *   |                        Sequence Number                        |
 *   +---------------------------------------------------------------+
 *   |                    Acknowledgment Number                      |
 *   +-------+-------+---------------+-------------------------------+
 *   | DOffs | Rsrvd |     Flags     |            Window             |
 *   +-------+-------+---------------+-------------------------------+
 *   |           Checksum            |         Urgent Pointer        |
 *   +-------------------------------+-------------------------------+
 */
export const TCP_FLAGS = { FIN: 0x01, SYN: 0x02, RST: 0x04, PSH: 0x08, ACK: 0x10 } as const;

/** The receive window of both ends, in bytes: the largest without window scaling. */
export const TCP_WINDOW_BYTES = 65_535;

const TCP_HEADER_BYTES = 20;
const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
const IPV4_VERSION_AND_LENGTH = 0x45;
const IPV4_DONT_FRAGMENT = 0x4000;
const IPV6_VERSION = 0x60;
const PROTOCOL_TCP = 6;
const HOP_LIMIT = 64;
/* Any numbers do; two of them make the directions easy to tell apart. */
const FIRST_SEQUENCE_NUMBERS: Readonly<Record<Direction, number>> = {
  'client-to-server': 1_000,
  'server-to-client': 2_000,
};

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
  /** How much of what travelled in that direction the other end has not acknowledged, in sequence numbers. */
  unacknowledged(direction: Direction): number;
  /** Leaves out sequence numbers: for bytes that travelled and are not known. */
  skip(direction: Direction, bytes: number): void;
}

const EMPTY = new Uint8Array(0);

/** The Internet checksum (RFC 9293 §3.1) over all runs as if they were one. Every run but the last has an even length. */
function checksum(...runs: readonly Uint8Array[]): number {
  let sum = 0;
  for (const run of runs) {
    for (let i = 0; i < run.length; i += 2) sum += ((run[i] as number) << 8) | (run[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function ipv4Header(from: Uint8Array, to: Uint8Array, payloadLength: number): Uint8Array {
  const header = new Uint8Array(IPV4_HEADER_BYTES);
  const view = new DataView(header.buffer);
  header[0] = IPV4_VERSION_AND_LENGTH;
  view.setUint16(2, IPV4_HEADER_BYTES + payloadLength);
  view.setUint16(6, IPV4_DONT_FRAGMENT);
  header[8] = HOP_LIMIT;
  header[9] = PROTOCOL_TCP;
  header.set(from, 12);
  header.set(to, 16);
  view.setUint16(10, checksum(header));
  return header;
}

function ipv6Header(from: Uint8Array, to: Uint8Array, payloadLength: number): Uint8Array {
  const header = new Uint8Array(IPV6_HEADER_BYTES);
  header[0] = IPV6_VERSION;
  new DataView(header.buffer).setUint16(4, payloadLength);
  header[6] = PROTOCOL_TCP;
  header[7] = HOP_LIMIT;
  header.set(from, 8);
  header.set(to, 24);
  return header;
}

/** What the TCP checksum covers of the IP header (RFC 9293 §3.1). */
function pseudoHeader(from: Uint8Array, to: Uint8Array, length: number): Uint8Array {
  const header = new Uint8Array(from.length * 2 + 8);
  header.set(from);
  header.set(to, from.length);
  new DataView(header.buffer).setUint32(from.length * 2, length);
  header[header.length - 1] = PROTOCOL_TCP;
  return header;
}

/** The addresses of both ends in one family: IPv4 where both are. An address that is not known counts for either. */
function addressesOf({ clientAddress, serverAddress }: Endpoints): Record<Direction, Uint8Array> {
  const unspecified = Uint8Array.of(0, 0, 0, 0);
  const client = clientAddress === '' ? unspecified : ipv4Bytes(clientAddress);
  const server = serverAddress === '' ? unspecified : ipv4Bytes(serverAddress);
  return client && server
    ? { 'client-to-server': client, 'server-to-client': server }
    : { 'client-to-server': ipv6Bytes(clientAddress), 'server-to-client': ipv6Bytes(serverAddress) };
}

/** Synthetic TCP/IP packets of one connection, with right checksums. */
export function createTcpFlow(ends: Endpoints): TcpFlow {
  const address = addressesOf(ends);
  const port = { 'client-to-server': ends.clientPort, 'server-to-client': ends.serverPort };
  const next = { ...FIRST_SEQUENCE_NUMBERS };
  const acknowledged = { ...FIRST_SEQUENCE_NUMBERS };
  return {
    segment(direction, flags, payload = EMPTY) {
      const other = opposite(direction);
      const header = new Uint8Array(TCP_HEADER_BYTES);
      const view = new DataView(header.buffer);
      view.setUint16(0, port[direction]);
      view.setUint16(2, port[other]);
      view.setUint32(4, next[direction] >>> 0);
      if (flags & TCP_FLAGS.ACK) {
        view.setUint32(8, next[other] >>> 0);
        acknowledged[other] = next[other];
      }
      header[12] = (TCP_HEADER_BYTES / 4) << 4;
      header[13] = flags;
      view.setUint16(14, TCP_WINDOW_BYTES);
      const length = TCP_HEADER_BYTES + payload.length;
      const from = address[direction];
      const to = address[other];
      view.setUint16(16, checksum(pseudoHeader(from, to, length), header, payload));
      next[direction] += payload.length + (flags & (TCP_FLAGS.SYN | TCP_FLAGS.FIN) ? 1 : 0);
      const ip = from.length === 4 ? ipv4Header(from, to, length) : ipv6Header(from, to, length);
      const packet = new Uint8Array(ip.length + length);
      packet.set(ip);
      packet.set(header, ip.length);
      packet.set(payload, ip.length + TCP_HEADER_BYTES);
      return packet;
    },
    unacknowledged: (direction) => next[direction] - acknowledged[direction],
    skip(direction, bytes) {
      next[direction] += bytes;
    },
  };
}
