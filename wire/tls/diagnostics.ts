import { createReporter, type DiagnosticDefinition } from '../diagnostic.ts';

/** What a ClientHello can be accused of. `response` is the alert a server sends (RFC 9846 §6). */
export const TLS_DIAGNOSTICS = {
  'tls/not-client-hello': {
    severity: 'error',
    message: 'The bytes are no TLS ClientHello.',
    spec: 'RFC 9846 §4.2.2',
    response: 'unexpected_message',
  },
  'tls/cut-off': {
    severity: 'warning',
    message: 'The bytes end inside the ClientHello.',
    spec: 'RFC 9846 §4.2.2',
    response: '',
  },
  'tls/record-too-long': {
    severity: 'error',
    message: 'A record must not hold more than 16,384 bytes.',
    spec: 'RFC 9846 §5.1',
    response: 'record_overflow',
  },
  'tls/record-empty': {
    severity: 'error',
    message: 'A handshake record must not be empty.',
    spec: 'RFC 9846 §5.1',
    response: 'unexpected_message',
  },
  'tls/bytes-after': {
    severity: 'note',
    message: 'More bytes follow the ClientHello in the same record.',
    spec: 'RFC 9846 §5.1',
    response: '',
  },
  'tls/length': {
    severity: 'error',
    message: 'A length does not fit the bytes around it.',
    spec: 'RFC 9846 §3.4',
    response: 'decode_error',
  },
  'tls/session-id-too-long': {
    severity: 'error',
    message: 'legacy_session_id must not be longer than 32 bytes.',
    spec: 'RFC 9846 §4.2.2',
    response: 'decode_error',
  },
  'tls/legacy-version': {
    severity: 'note',
    message: 'legacy_version is not 0x0303. A client that knows TLS 1.3 writes 0x0303 here.',
    spec: 'RFC 9846 §4.2.2',
    response: '',
  },
  'tls/compression': {
    severity: 'error',
    message: 'A client that offers TLS 1.3 must list "null" as its only compression method.',
    spec: 'RFC 9846 §4.2.2',
    response: 'illegal_parameter',
  },
  'tls/extension-twice': {
    severity: 'error',
    message: 'An extension must not stand in a ClientHello twice.',
    spec: 'RFC 9846 §4.3',
    response: 'illegal_parameter',
  },
  'tls/pre-shared-key-not-last': {
    severity: 'error',
    message: 'pre_shared_key must be the last extension.',
    spec: 'RFC 9846 §4.3.11',
    response: 'illegal_parameter',
  },
  'tls/key-share-group': {
    severity: 'error',
    message: 'A key share is for a group that supported_groups does not list.',
    spec: 'RFC 9846 §4.3.8',
    response: 'illegal_parameter',
  },
} as const satisfies Readonly<Record<string, DiagnosticDefinition>>;

export type TlsDiagnosticCode = keyof typeof TLS_DIAGNOSTICS;

export const reportTls = createReporter<TlsDiagnosticCode>(TLS_DIAGNOSTICS);
