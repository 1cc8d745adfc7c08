import type { Connection } from '../model.ts';
import type { Trace } from '../trace.ts';
import { decryptionSecrets, enhancedPacket, interfaceDescription, sectionHeader } from './pcapng-blocks.ts';
import { conversationOf } from './tcp-conversation.ts';

/*
 * Wireshark knows HTTP/1.1 in the clear by its first line on any port, and a WebSocket by the 101 before it. HTTP/2 in the
 * clear it looks for on the ports of HTTP alone, where the connection preface gives it away (its heuristic `http2_tcp`).
 */
const HTTP_PORT = 80;

export interface PcapngOptions {
  /** The version of this program, for the file's header. */
  readonly version: string;
  /** Keep the server's own port on HTTP/2 connections too. Wireshark then has to be told what they are. */
  readonly realPorts?: boolean;
}

function sectionComment(trace: Trace, realPorts: boolean): string {
  const ports = [...trace.connections.values()]
    .filter(({ protocol }) => protocol === 'http2')
    .map(({ serverPort }) => serverPort);
  const decodeAs = [...new Set(ports)].map((port) => `-d tcp.port==${port},http2`).join(' ');
  return [
    'Recorded by Wire 101 after TLS and before HTTP: the bytes are real, the TCP segments around them are synthetic.',
    'Keys are included where TLS was real, for a capture of the same traffic.',
    'To see the events of a stream that has not ended, turn the preference http.desegment_body off.',
    ...(decodeAs === ''
      ? []
      : realPorts
        ? [`Decode HTTP/2 with: ${decodeAs}`]
        : [
            `HTTP/2 connections have port ${HTTP_PORT} for the server, so that they are decoded without settings.`,
            'The comment of each SYN names the real port.',
          ]),
  ].join('\n');
}

function synComment(trace: Trace, connection: Connection, port: number): string {
  const { id, origin, serverPort, tls } = connection;
  const address = trace.origins?.[origin] ?? origin;
  const secured =
    tls &&
    `${tls.version}, ${tls.cipher}, ALPN ${tls.alpn ?? 'none'}, SNI ${tls.serverName ?? 'none'}${tls.resumed ? ', resumed' : ''}.`;
  return [
    `Connection ${id} to ${address}.`,
    secured ? `What follows was inside ${secured}` : '',
    port === serverPort ? '' : `The server's port was ${serverPort}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/**
 * The recording as a pcapng file, block by block, packets in the order they crossed the tap. A recording without
 * connections gives a valid file without packets. Packets are made one at a time, so that a large recording does not stand
 * in memory twice.
 */
export function* encodePcapng(
  trace: Trace,
  { version, realPorts = false }: PcapngOptions,
): Generator<Uint8Array, void, undefined> {
  yield sectionHeader(sectionComment(trace, realPorts), `Wire 101 ${version}`);
  yield interfaceDescription();
  if (trace.keylog.length > 0) yield decryptionSecrets(trace.keylog);
  const turns = [...trace.connections.values()].flatMap((connection) => {
    const isMoved = connection.protocol === 'http2' && !realPorts;
    const serverPort = isMoved ? HTTP_PORT : connection.serverPort;
    const comment = synComment(trace, connection, serverPort);
    return conversationOf(trace, connection, { ...connection, serverPort }, comment);
  });
  turns.sort((a, b) => a.order - b.order);
  for (const turn of turns) {
    const epochMicroseconds = Math.round((trace.epochMs + turn.t) * 1000);
    for (const { bytes, comment } of turn.packets()) yield enhancedPacket(epochMicroseconds, bytes, comment);
  }
}
