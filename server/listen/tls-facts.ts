import type { TLSSocket } from 'node:tls';
import type { RecordOf } from '../../contract/records.ts';

/** What a `tls-established` record says of a handshake that is done. */
export function tlsFactsOf(socket: TLSSocket): Omit<RecordOf<'tls-established'>, 'type' | 't' | 'conn'> {
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
    serverName: servername === undefined || servername === false ? null : servername,
    resumed: socket.isSessionReused(),
  };
}
