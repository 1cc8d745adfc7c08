import type { LabOriginId } from '../../contract/origin.ts';
import type { RawCarrier } from '../../contract/raw.ts';
import { joinBytes } from '../../wire/bytes.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import { encodeRequestHead } from '../../wire/http1/encode.ts';
import { encodeData, encodeHeaders, encodeSettings } from '../../wire/http2/encode.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { encodeClose, encodeText } from '../../wire/websocket/encode.ts';

/** Bytes to begin with. */
export interface RawTemplate {
  readonly id: string;
  readonly label: string;
  /** What the lab answers, and why, for people. */
  readonly explain: string;
  readonly origin: LabOriginId;
  readonly carrier: RawCarrier;
  /** `host`: name and port of the origin, as Host and :authority have it. */
  readonly bytes: (host: string) => Uint8Array;
}

const ENABLE_PUSH = { id: 2, value: 0 };
/* Any four bytes: a real client draws them anew for each frame (RFC 6455 §5.3). */
const MASKING_KEY = 0x37fa213d;

const http2Request = (host: string): Uint8Array => {
  const block = createHpackEncoder().encode([
    { name: ':method', value: 'GET' },
    { name: ':scheme', value: 'https' },
    { name: ':authority', value: host },
    { name: ':path', value: '/hello' },
  ]);
  return joinBytes([
    CONNECTION_PREFACE,
    encodeSettings([ENABLE_PUSH]),
    encodeHeaders(1, block, { endStream: true }),
  ]);
};

const upgrade = (host: string): Uint8Array =>
  encodeRequestHead({
    method: 'GET',
    target: '/ws?mode=echo',
    headers: [
      { name: 'Host', value: host },
      { name: 'Connection', value: 'Upgrade' },
      { name: 'Upgrade', value: 'websocket' },
      { name: 'Sec-WebSocket-Version', value: '13' },
      /* The sample of RFC 6455 §1.3. A real client draws one for each connection. */
      { name: 'Sec-WebSocket-Key', value: 'dGhlIHNhbXBsZSBub25jZQ==' },
    ],
  });

/** One entry a template, made by the encoders of wire/. */
export const RAW_TEMPLATES: readonly RawTemplate[] = [
  {
    id: 'http1-request',
    label: 'HTTP/1.1: a request',
    explain: 'The lab answers 200. “Connection: close” makes it close the connection behind its answer.',
    origin: 'http1',
    carrier: 'tcp',
    bytes: (host) =>
      encodeRequestHead({
        method: 'GET',
        target: '/hello',
        headers: [
          { name: 'Host', value: host },
          { name: 'Connection', value: 'close' },
        ],
      }),
  },
  {
    id: 'http2-request',
    label: 'HTTP/2: preface, SETTINGS, HEADERS',
    explain:
      'The least that is a request. The lab sends SETTINGS, acknowledges these, and answers on stream 1. Nobody acknowledges its SETTINGS.',
    origin: 'http2',
    carrier: 'tls-h2',
    bytes: http2Request,
  },
  {
    id: 'http2-data-on-stream-0',
    label: 'HTTP/2: DATA on stream 0',
    explain:
      'Stream 0 is for the connection as a whole. The lab answers GOAWAY with PROTOCOL_ERROR and closes (RFC 9113 §6.1).',
    origin: 'http2',
    carrier: 'tls-h2',
    bytes: (host) => joinBytes([http2Request(host), encodeData(0, encodeUtf8('Hello'))]),
  },
  {
    id: 'websocket-masked',
    label: 'WebSocket: upgrade, masked frame',
    explain:
      'The lab answers 101, echoes the message and the Close frame, and closes. A real client waits for the 101 before it sends frames.',
    origin: 'http1',
    carrier: 'tcp',
    bytes: (host) =>
      joinBytes([upgrade(host), encodeText('Hello', MASKING_KEY), encodeClose(1000, '', MASKING_KEY)]),
  },
  {
    id: 'websocket-unmasked',
    label: 'WebSocket: upgrade, unmasked frame',
    explain:
      'A client has to mask every frame (RFC 6455 §5.1). The lab answers 101, and then closes with code 1002, Protocol Error.',
    origin: 'http1',
    carrier: 'tcp',
    bytes: (host) => joinBytes([upgrade(host), encodeText('Hello')]),
  },
];
