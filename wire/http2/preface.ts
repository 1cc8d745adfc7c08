import { encodeUtf8 } from '../text.ts';

/** What a client sends first (RFC 9113 §3.4): 24 bytes that no HTTP/1.1 server takes for a request it knows. */
export const CONNECTION_PREFACE_TEXT = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
export const CONNECTION_PREFACE: Uint8Array = encodeUtf8(CONNECTION_PREFACE_TEXT);

/** Whether the bytes are the whole client connection preface, and nothing more. */
export function isConnectionPreface(bytes: Uint8Array): boolean {
  return (
    bytes.length === CONNECTION_PREFACE.length && bytes.every((byte, at) => byte === CONNECTION_PREFACE[at])
  );
}
