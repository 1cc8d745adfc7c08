import { encodeUtf8 } from '../text.ts';
import { sha1 } from './sha1.ts';

/** The fixed text that every server appends to the key (RFC 6455 §1.3). */
export const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes in base64 with padding (RFC 4648 §4). No bytes give an empty text. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += BASE64.charAt(group >>> 18) + BASE64.charAt((group >>> 12) & 63);
    text += left > 1 ? BASE64.charAt((group >>> 6) & 63) : '=';
    text += left > 2 ? BASE64.charAt(group & 63) : '=';
  }
  return text;
}

/** The steps from Sec-WebSocket-Key to Sec-WebSocket-Accept (RFC 6455 §4.2.2), for showing them one by one. */
export interface AcceptSteps {
  /** The key as it stands in the header, without white space around it. It is not decoded. */
  readonly key: string;
  /** The key followed by WEBSOCKET_GUID. */
  readonly joined: string;
  /** SHA-1 of `joined`, as 40 hex digits. */
  readonly sha1Hex: string;
  /** The 20 bytes of the digest in base64: the value of Sec-WebSocket-Accept. */
  readonly accept: string;
}

/** Computes Sec-WebSocket-Accept. It proves that the server speaks WebSocket; it is no authentication. */
export function computeAccept(key: string): AcceptSteps {
  const trimmed = key.trim();
  const joined = trimmed + WEBSOCKET_GUID;
  const digest = sha1(encodeUtf8(joined));
  const sha1Hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { key: trimmed, joined, sha1Hex, accept: encodeBase64(digest) };
}

/** Whether a Sec-WebSocket-Key is 16 bytes in base64, as RFC 6455 §4.2.1 asks. */
export function isValidKey(key: string): boolean {
  return /^[A-Za-z0-9+/]{21}[AQgw]==$/.test(key.trim());
}
