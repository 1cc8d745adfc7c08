import { describe, expect, test } from 'vitest';
import { joinBytes } from '../../wire/bytes.ts';
import { encodeSettings } from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { decodeUtf8 } from '../../wire/text.ts';
import { RecordBuilder } from '../testing.ts';
import type { Trace } from '../trace.ts';
import { encodePcapng } from './pcapng.ts';

/* A reader of its own, by the format's description: what the writer does is not used to check it. */
interface Packet {
  readonly epochMicroseconds: number;
  readonly comment: string;
  readonly from: number;
  readonly to: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: string;
  readonly payload: Uint8Array;
}

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK'];
const NO_COMMENT = '';

function commentIn(view: DataView, from: number, to: number): string {
  for (let at = from; at + 4 <= to;) {
    const code = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (code === 1) return decodeUtf8(new Uint8Array(view.buffer, view.byteOffset + at + 4, length));
    if (code === 0) return NO_COMMENT;
    at += 4 + ((length + 3) & ~3);
  }
  return NO_COMMENT;
}

function read(file: Uint8Array): { types: number[]; packets: Packet[]; secrets: string; comment: string } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const found = { types: [] as number[], packets: [] as Packet[], secrets: '', comment: '' };
  for (let at = 0; at < file.length;) {
    const type = view.getUint32(at, true);
    const total = view.getUint32(at + 4, true);
    expect(total % 4).toBe(0);
    expect(view.getUint32(at + total - 4, true)).toBe(total);
    found.types.push(type);
    if (type === 0x0a0d0d0a) found.comment = commentIn(view, at + 24, at + total - 4);
    if (type === 0x0a) {
      expect(view.getUint32(at + 8, true)).toBe(0x544c534b);
      found.secrets = decodeUtf8(file.subarray(at + 16, at + 16 + view.getUint32(at + 12, true)));
    }
    if (type === 6) {
      const length = view.getUint32(at + 20, true);
      expect(view.getUint32(at + 24, true)).toBe(length);
      const tcp = at + 28 + 20;
      const bits = view.getUint8(tcp + 13);
      found.packets.push({
        epochMicroseconds: view.getUint32(at + 12, true) * 2 ** 32 + view.getUint32(at + 16, true),
        comment: commentIn(view, at + 28 + ((length + 3) & ~3), at + total - 4),
        from: view.getUint16(tcp),
        to: view.getUint16(tcp + 2),
        seq: view.getUint32(tcp + 4),
        ack: view.getUint32(tcp + 8),
        flags: FLAGS.filter((_, bit) => bits & (1 << bit)).join(' '),
        payload: file.slice(tcp + 20, at + 28 + length),
      });
    }
    at += total;
  }
  return found;
}

const fileOf = (trace: Trace, realPorts = false): Uint8Array =>
  joinBytes([...encodePcapng(trace, { version: '1.2.3', realPorts })]);
const packetsOf = (trace: Trace): Packet[] => read(fileOf(trace)).packets;
const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('a pcapng file', () => {
  test('of an empty recording has its two headers and no packets', () => {
    expect(read(fileOf(new RecordBuilder().trace())).types).toEqual([0x0a0d0d0a, 1]);
  });

  test('tells a connection from handshake to the last acknowledgment, each packet at its time', () => {
    const trace = new RecordBuilder()
      .at(1)
      .open(1)
      .at(2.5)
      .client(1, GET)
      .at(4)
      .server(1, 'HTTP/1.1 204 No Content\r\n\r\n')
      .record({ type: 'connection-ended', t: 5, conn: 1, by: 'client', how: 'fin' })
      .record({ type: 'connection-ended', t: 6, conn: 1, by: 'server', how: 'fin' })
      .trace();
    const told = packetsOf(trace).map(({ epochMicroseconds, from, flags, payload }) => [
      (epochMicroseconds - 1_700_000_000_000_000) / 1000,
      from === 5101 ? 'server' : 'client',
      flags,
      payload.length,
    ]);
    expect(told).toEqual([
      [1, 'client', 'SYN', 0],
      [1, 'server', 'SYN ACK', 0],
      [1, 'client', 'ACK', 0],
      [2.5, 'client', 'PSH ACK', GET.length],
      [4, 'server', 'PSH ACK', 27],
      [5, 'client', 'FIN ACK', 0],
      [5, 'server', 'ACK', 0],
      [6, 'server', 'FIN ACK', 0],
      [6, 'client', 'ACK', 0],
    ]);
  });

  test('goes on after one end is done, when the other still sends', () => {
    const trace = new RecordBuilder()
      .open(1)
      .at(1)
      .client(1, GET)
      .record({ type: 'connection-ended', t: 2, conn: 1, by: 'client', how: 'fin' })
      .at(3)
      .server(1, 'HTTP/1.1 204 No Content\r\n\r\n')
      .trace();
    const [, , , request, fin, ack, response] = packetsOf(trace);
    expect(fin?.flags).toBe('FIN ACK');
    expect(fin?.ack).toBe(2_001);
    expect(ack?.ack).toBe((request?.seq ?? 0) + GET.length + 1);
    expect(response).toMatchObject({ seq: 2_001, ack: ack?.ack, flags: 'PSH ACK' });
  });

  test.each([
    ['a cut', 'fault', 'reset', ['server RST ACK']],
    ['a reset of the client', 'client', 'reset', ['client RST ACK']],
    ['a time-out of the server', 'server', 'timeout', ['server FIN ACK', 'client ACK']],
    ['a client that fell silent', 'client', 'timeout', []],
  ] as const)('tells the end as TCP would: %s', (_, by, how, expected) => {
    const trace = new RecordBuilder()
      .open(1)
      .record({ type: 'connection-ended', t: 2, conn: 1, by, how })
      .trace();
    const ends = packetsOf(trace).slice(3);
    expect(ends.map(({ from, flags }) => `${from === 5101 ? 'server' : 'client'} ${flags}`)).toEqual(
      expected,
    );
  });

  test('cuts long chunks into segments, whole and in order, and never fills the window', () => {
    const body = Uint8Array.from({ length: 300_001 }, (_, i) => i % 251);
    const trace = new RecordBuilder()
      .open(1)
      .client(1, GET)
      .server(1, `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
      .server(1, body)
      .trace();
    const packets = packetsOf(trace);
    const down = packets.filter(({ from, payload }) => from === 5101 && payload.length > 0);
    const sent = joinBytes(down.slice(1).map(({ payload }) => payload));
    /* Comparing item by item would take a second. */
    expect(Buffer.compare(sent, body)).toBe(0);
    let acknowledged = 0;
    let largest = 0;
    for (const { from, seq, ack, payload } of packets.slice(3)) {
      if (from === 5101) largest = Math.max(largest, seq + payload.length - acknowledged);
      else acknowledged = ack;
    }
    expect(largest).toBeGreaterThan(16_384);
    expect(largest).toBeLessThan(65_535);
  });

  test('puts the packets of several connections in the order of time', () => {
    const trace = new RecordBuilder()
      .open(1)
      .open(2)
      .at(1)
      .client(2, GET)
      .at(2)
      .client(1, GET)
      .at(3)
      .client(2, GET)
      .trace();
    const sent = packetsOf(trace).filter(({ payload }) => payload.length > 0);
    expect(sent.map(({ from }) => from)).toEqual([50_001, 50_000, 50_001]);
  });

  test('has the key log in front of the packets', () => {
    const line = `CLIENT_RANDOM ${'0'.repeat(64)} ${'1'.repeat(96)}`;
    const builder = new RecordBuilder().open(1, 'http1tls').record({ type: 'keylog', t: 0, conn: 1, line });
    const { types, secrets } = read(fileOf(builder.trace()));
    expect(types).toEqual([0x0a0d0d0a, 1, 0x0a, 6, 6, 6]);
    expect(secrets).toBe(`${line}\n`);
  });

  test('says where bytes were dropped, and leaves out their sequence numbers', () => {
    const trace = new RecordBuilder()
      .open(1)
      .at(1)
      .client(1, GET)
      .record({ type: 'dropped', t: 2, conn: 1, records: 3, bytes: 5_000, reason: '' })
      .at(3)
      .server(1, 'later')
      .at(4)
      .client(1, 'more')
      .trace();
    const [before, after, last] = packetsOf(trace).filter(({ payload }) => payload.length > 0);
    expect(before).toMatchObject({ seq: 1_001, comment: '' });
    expect(after).toMatchObject({ seq: 7_001 });
    expect(after?.comment).toBe(
      'Before this packet, 5000 bytes of this connection were dropped from the recording.',
    );
    expect(last).toMatchObject({ seq: 1_001 + GET.length + 5_000, comment: '' });
  });
});

describe('HTTP/2 in a pcapng file', () => {
  const http2 = (): Trace =>
    new RecordBuilder()
      .open(1, 'http2')
      .at(1)
      .server(1, encodeSettings([]))
      .at(2)
      .client(1, joinBytes([CONNECTION_PREFACE, encodeSettings([])]))
      .at(3)
      .server(1, encodeSettings([{ id: 3, value: 1 }]))
      .trace();

  test('begins with the connection preface, which dissectors know it by, and keeps every time', () => {
    const packets = packetsOf(http2()).slice(3);
    expect(packets.map(({ from }) => (from === 80 ? 'server' : 'client'))).toEqual([
      'client',
      'server',
      'server',
    ]);
    const times = packets.map(({ epochMicroseconds }) => epochMicroseconds % 1_000_000);
    expect(times).toEqual([2_000, 1_000, 3_000]);
  });

  test('has port 80 for its server, and the real one where it is asked for or in the comment of the SYN', () => {
    const [syn] = packetsOf(http2());
    expect(syn).toMatchObject({ to: 80 });
    expect(syn?.comment).toBe(
      "Connection 1 to https://localhost:5102. What follows was inside TLSv1.3, TLS_AES_128_GCM_SHA256, ALPN h2, SNI localhost. The server's port was 5102.",
    );
    const real = read(fileOf(http2(), true));
    expect(real.packets[0]).toMatchObject({ to: 5102 });
    expect(real.packets[0]?.comment).not.toContain('port was');
    expect(real.comment).toContain('Decode HTTP/2 with: -d tcp.port==5102,http2');
  });

  test('leaves other connections where they are', () => {
    expect(packetsOf(new RecordBuilder().open(1, 'http2', 'http/1.1').client(1, GET).trace())[0]?.to).toBe(
      5102,
    );
  });
});
