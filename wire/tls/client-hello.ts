import type { ClientHello } from './frame.ts';
import { readClientHello } from './read-client-hello.ts';

/*
 *    0       1       3         5       6          9         (offsets of a ClientHello in one record)
 *   +-------+-------+---------+-------+----------+---------------------------
 *   | type  | ver-  | length  | msg_  | length   | legacy_version, random,
 *   | 22    | sion  | 16 bits | type 1| 24 bits  | session id, suites, extensions
 *   +-------+-------+---------+-------+----------+---------------------------
 *    record (RFC 9846 §5.1)    handshake (RFC 9846 §4)
 */
const RECORD_HEADER_BYTES = 5;
const HANDSHAKE_HEADER_BYTES = 4;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;

/** A ClientHello that claims more than this many bytes is not waited for. */
export const MAX_CLIENT_HELLO_BYTES = 65_536;

/** Reads the client's first TLS records. Total: for any bytes it gives what could be read, and diagnostics. */
export function decodeClientHello(bytes: Uint8Array): ClientHello {
  return readClientHello(bytes, 0).hello;
}

/** Whether bytes may be the beginning of a ClientHello. True for no bytes. */
export function couldBeClientHello(bytes: Uint8Array): boolean {
  const [type = HANDSHAKE, major = 3, minor = 1, , , message = CLIENT_HELLO] = bytes;
  return type === HANDSHAKE && major === 3 && minor <= 4 && message === CLIENT_HELLO;
}

/**
 * How many bytes the records of the ClientHello have, headers included; undefined while that is not known yet.
 * 0 when the bytes are no ClientHello, or one of more than MAX_CLIENT_HELLO_BYTES: then nothing is worth waiting for.
 */
export function clientHelloLength(bytes: Uint8Array): number | undefined {
  if (!couldBeClientHello(bytes)) return 0;
  const head: number[] = [];
  let wanted = HANDSHAKE_HEADER_BYTES;
  let read = 0;
  let at = 0;
  while (read < wanted) {
    if (at + RECORD_HEADER_BYTES > bytes.length) return undefined;
    const length = ((bytes[at + 3] as number) << 8) | (bytes[at + 4] as number);
    if (bytes[at] !== HANDSHAKE || length === 0) return 0;
    const start = at + RECORD_HEADER_BYTES;
    for (let index = start; index < start + length && head.length < HANDSHAKE_HEADER_BYTES; index++) {
      const byte = bytes[index];
      if (byte === undefined) return undefined;
      head.push(byte);
    }
    if (head.length === HANDSHAKE_HEADER_BYTES) {
      const [type, high = 0, middle = 0, low = 0] = head;
      if (type !== CLIENT_HELLO) return 0;
      wanted = HANDSHAKE_HEADER_BYTES + (high << 16) + (middle << 8) + low;
      if (wanted > MAX_CLIENT_HELLO_BYTES) return 0;
    }
    read += length;
    at = start + length;
  }
  return at;
}
