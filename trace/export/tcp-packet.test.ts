import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatHex } from '../../wire/format.ts';
import { ipv4Bytes, ipv6Bytes } from './ip-address.ts';
import { createTcpFlow, TCP_FLAGS, type Endpoints } from './tcp-packet.ts';

const { SYN, ACK, PSH, FIN } = TCP_FLAGS;
const V4: Endpoints = {
  clientAddress: '127.0.0.1',
  clientPort: 50_000,
  serverAddress: '127.0.0.1',
  serverPort: 5101,
};
const V6: Endpoints = { ...V4, clientAddress: '::1', serverAddress: '::1' };

/** The sum over a correct header and its payload is all ones: RFC 9293 §3.1, checked the way a receiver does. */
function onesSum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) {
    sum += ((bytes[i] as number) << 8) + (bytes[i + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum;
}

function pseudo(packet: Uint8Array, isV4: boolean): Uint8Array {
  const [from, to] = isV4 ? [12, 20] : [8, 40];
  const tcp = packet.subarray(isV4 ? 20 : 40);
  return Uint8Array.of(...packet.subarray(from, to), 0, 0, tcp.length >> 8, tcp.length & 255, 0, 0, 0, 6);
}

const tcpOf = (packet: Uint8Array, isV4: boolean) => {
  const view = new DataView(packet.buffer, packet.byteOffset + (isV4 ? 20 : 40));
  return {
    ports: [view.getUint16(0), view.getUint16(2)],
    seq: view.getUint32(4),
    ack: view.getUint32(8),
    flags: view.getUint8(13),
  };
};

describe('synthetic TCP', () => {
  test.each([
    ['IPv4', V4, true],
    ['IPv6', V6, false],
  ])('has right checksums and lengths over %s, for payloads of every parity', (_, ends, isV4) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (payload) => {
        const packet = createTcpFlow(ends).segment('client-to-server', PSH | ACK, payload);
        const view = new DataView(packet.buffer);
        expect(isV4 ? view.getUint16(2) : view.getUint16(4) + 40).toBe(packet.length);
        if (isV4) expect(onesSum(packet.subarray(0, 20))).toBe(0xffff);
        const tcp = packet.subarray(isV4 ? 20 : 40);
        expect(onesSum(Uint8Array.of(...pseudo(packet, isV4), ...tcp))).toBe(0xffff);
        expect(tcp.subarray(20)).toEqual(payload);
      }),
      { numRuns: 200 },
    );
  });

  test('counts SYN, FIN and every byte in the sequence numbers, and acknowledges what the other end sent', () => {
    const flow = createTcpFlow(V4);
    const send = (fromClient: boolean, flags: number, bytes = 0) =>
      tcpOf(
        flow.segment(fromClient ? 'client-to-server' : 'server-to-client', flags, new Uint8Array(bytes)),
        true,
      );
    expect(send(true, SYN)).toEqual({ ports: [50_000, 5101], seq: 1_000, ack: 0, flags: 2 });
    expect(send(false, SYN | ACK)).toEqual({ ports: [5101, 50_000], seq: 2_000, ack: 1_001, flags: 18 });
    expect(send(true, ACK)).toMatchObject({ seq: 1_001, ack: 2_001 });
    expect(send(true, PSH | ACK, 10)).toMatchObject({ seq: 1_001 });
    expect(flow.unacknowledged('client-to-server')).toBe(10);
    expect(send(false, FIN | ACK)).toMatchObject({ seq: 2_001, ack: 1_011 });
    expect(flow.unacknowledged('client-to-server')).toBe(0);
    expect(send(true, ACK)).toMatchObject({ seq: 1_011, ack: 2_002 });
  });

  test('wraps its sequence numbers at 32 bits', () => {
    const flow = createTcpFlow(V4);
    flow.skip('client-to-server', 0xffff_ffff);
    expect(tcpOf(flow.segment('client-to-server', ACK), true).seq).toBe(999);
    expect(tcpOf(flow.segment('server-to-client', ACK), true).ack).toBe(999);
  });
});

describe('addresses', () => {
  test('of IPv4 are four bytes, also when they are mapped', () => {
    expect(ipv4Bytes('127.0.0.1')).toEqual(Uint8Array.of(127, 0, 0, 1));
    expect(ipv4Bytes('::ffff:10.1.2.3')).toEqual(Uint8Array.of(10, 1, 2, 3));
    for (const bad of ['', '::1', '1.2.3', '1.2.3.256', '1.2..3', '1.2.3.4.5', 'localhost']) {
      expect(ipv4Bytes(bad), bad).toBeUndefined();
    }
  });

  test.each([
    ['::1', '00000000000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['fe80::1:2%eth0', 'fe800000000000000000000000010002'],
    ['2001:db8:0:1:2:3:4:5', '20010db8000000010002000300040005'],
    ['::ffff:7f00:1', '00000000000000000000ffff7f000001'],
    ['10.1.2.3', '00000000000000000000ffff0a010203'],
    ['64:ff9b::10.1.2.3', '0064ff9b00000000000000000a010203'],
    ['', '00000000000000000000000000000000'],
    ['nonsense', '00000000000000000000000000000000'],
    ['1:2:3', '00000000000000000000000000000000'],
    ['1:2:3:4:5:6:7:8::', '00000000000000000000000000000000'],
  ])('of IPv6 are sixteen bytes: %s', (address, hex) => {
    expect(formatHex(ipv6Bytes(address))).toBe(hex);
  });

  test('of two families are both written as IPv6, and one that is not known as either', () => {
    const mixed = createTcpFlow({ ...V4, clientAddress: '::1' }).segment('client-to-server', ACK);
    expect(mixed[0]).toBe(0x60);
    expect(formatHex(mixed.subarray(24, 40))).toBe('00000000000000000000ffff7f000001');
    const gone = createTcpFlow({ ...V4, clientAddress: '' }).segment('client-to-server', ACK);
    expect(gone[0]).toBe(0x45);
    expect(createTcpFlow({ ...V6, clientAddress: '' }).segment('client-to-server', ACK)[0]).toBe(0x60);
  });
});
