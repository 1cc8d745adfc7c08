import type { Socket } from 'node:net';

/** TLS record header (RFC 9846 §5.1): type, legacy version, length. */
const RECORD_HEADER_BYTES = 5;
const HANDSHAKE_RECORD = 22;
/** The longest fragment of a plaintext record (RFC 9846 §5.1). */
const MAX_FRAGMENT_BYTES = 16_384;

/**
 * Reads the client's first TLS record and puts it back, so that the handshake finds it. Calls `done` once, in the turn
 * in which the record is whole: with the record, or with undefined when the first bytes are not TLS. Not at all when
 * the client leaves before.
 */
export function peekClientHello(socket: Socket, done: (record: Buffer | undefined) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const onData = (bytes: Buffer): void => {
    seen = seen.length === 0 ? bytes : Buffer.concat([seen, bytes]);
    const state = recordLength(seen);
    if (state === 'unfinished') return;
    socket.off('data', onData);
    socket.pause();
    socket.unshift(seen);
    done(state === 'not-tls' ? undefined : Buffer.from(seen.subarray(0, state)));
  };
  socket.on('data', onData);
}

function recordLength(bytes: Buffer): number | 'unfinished' | 'not-tls' {
  if (bytes[0] !== HANDSHAKE_RECORD) return 'not-tls';
  if (bytes.length < RECORD_HEADER_BYTES) return 'unfinished';
  const fragment = bytes.readUInt16BE(3);
  if (fragment > MAX_FRAGMENT_BYTES) return 'not-tls';
  return bytes.length < RECORD_HEADER_BYTES + fragment ? 'unfinished' : RECORD_HEADER_BYTES + fragment;
}
