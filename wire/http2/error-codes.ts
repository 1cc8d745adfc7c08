/** RFC 9113 §7, by number: name, and what it says in one sentence. */
export const ERROR_CODES: Readonly<Record<number, { readonly name: string; readonly meaning: string }>> = {
  0x0: { name: 'NO_ERROR', meaning: 'Nothing went wrong: a graceful end.' },
  0x1: { name: 'PROTOCOL_ERROR', meaning: 'The peer broke the protocol, and no other code says it better.' },
  0x2: { name: 'INTERNAL_ERROR', meaning: 'The sender itself failed.' },
  0x3: { name: 'FLOW_CONTROL_ERROR', meaning: 'The peer broke the flow-control rules.' },
  0x4: { name: 'SETTINGS_TIMEOUT', meaning: 'The peer did not acknowledge SETTINGS in time.' },
  0x5: { name: 'STREAM_CLOSED', meaning: 'A frame came for a stream that the peer had already ended.' },
  0x6: { name: 'FRAME_SIZE_ERROR', meaning: 'A frame has a size it must not have.' },
  0x7: {
    name: 'REFUSED_STREAM',
    meaning: 'The stream was refused before anything was done with it: it is safe to try again.',
  },
  0x8: { name: 'CANCEL', meaning: 'The stream is no longer needed.' },
  0x9: { name: 'COMPRESSION_ERROR', meaning: 'The header compression state cannot be kept up.' },
  0xa: {
    name: 'CONNECT_ERROR',
    meaning: 'The connection behind a CONNECT request was reset or closed abnormally.',
  },
  0xb: { name: 'ENHANCE_YOUR_CALM', meaning: 'The peer causes too much load.' },
  0xc: {
    name: 'INADEQUATE_SECURITY',
    meaning: 'The TLS connection does not meet the minimum that HTTP/2 asks for.',
  },
  0xd: { name: 'HTTP_1_1_REQUIRED', meaning: 'The sender wants HTTP/1.1 instead.' },
};

/** The name of an error code, `0x1f` and the like for unregistered ones, which may be treated as INTERNAL_ERROR (RFC 9113 §7). */
export function errorCodeName(code: number): string {
  return ERROR_CODES[code]?.name ?? `0x${code.toString(16).padStart(2, '0')}`;
}
