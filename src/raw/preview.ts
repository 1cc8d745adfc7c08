import { RAW_CARRIER_TEXTS, type RawCarrier } from '../../contract/raw.ts';
import { DEFAULT_LAB_SETTINGS } from '../../contract/settings.ts';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import type { Diagnostic } from '../../wire/diagnostic.ts';
import type { Layer } from '../../wire/frame.ts';
import { encodeResponseHead } from '../../wire/http1/encode.ts';

/** A frame of bytes that were not sent yet. */
export interface PreviewFrame {
  readonly layer: Layer;
  readonly type: string;
  /** How many bytes it has. */
  readonly bytes: number;
  readonly summary: string;
  /** What it breaks. */
  readonly problems: readonly Diagnostic[];
}

const CONN = 1;
const ORIGINS = { http1: 'http://lab', http2: 'https://lab', http1tls: 'https://lab' };

/**
 * The bytes as the lab will decode them when a client sends them over this carrier: the frames, in order, with what is
 * wrong about them. A WebSocket upgrade is taken as accepted. Empty for no bytes.
 */
export function previewBytes(bytes: Uint8Array, carrier: RawCarrier): PreviewFrame[] {
  const trace = new Trace(decoding);
  const t = 0;
  trace.apply({
    type: 'lab',
    t,
    epochMs: 0,
    version: '',
    origins: ORIGINS,
    settings: DEFAULT_LAB_SETTINGS,
  });
  trace.apply({
    type: 'connection-opened',
    t,
    conn: CONN,
    origin: carrier === 'tcp' ? 'http1' : 'http2',
    clientAddress: '',
    clientPort: 0,
    serverAddress: '',
    serverPort: 0,
  });
  if (carrier !== 'tcp') {
    const alpn = RAW_CARRIER_TEXTS[carrier].alpn[0] ?? null;
    trace.apply({
      type: 'tls-established',
      t,
      conn: CONN,
      version: '',
      cipher: '',
      alpn,
      serverName: null,
      resumed: false,
    });
  }
  trace.apply({ type: 'chunk', t, conn: CONN, direction: 'client-to-server', bytes });
  const asksForWebSocket = trace.exchanges[0]?.headers.some(
    ({ name, value }) => name.toLowerCase() === 'upgrade' && value.toLowerCase() === 'websocket',
  );
  if (asksForWebSocket) {
    const accepted = encodeResponseHead({
      status: 101,
      headers: [
        { name: 'Connection', value: 'Upgrade' },
        { name: 'Upgrade', value: 'websocket' },
      ],
    });
    trace.apply({ type: 'chunk', t, conn: CONN, direction: 'server-to-client', bytes: accepted });
  }
  trace.apply({ type: 'connection-closed', t, conn: CONN, by: 'client', how: 'fin' });
  const { frames } = trace;
  return [...trace.framesOfConnection(CONN)]
    .filter((row) => frames.direction(row) === 'client-to-server')
    .map((row) => ({
      layer: frames.layer(row),
      type: frames.type(row),
      bytes: frames.end(row) - frames.start(row),
      summary: trace.summary(row),
      problems: (trace.diagnostics.get(row) ?? []).filter(({ severity }) => severity !== 'note'),
    }));
}
