import type { FieldTable } from '../span.ts';
import { CIPHER_SUITES, NAMED_GROUPS, SIGNATURE_SCHEMES, TLS_VERSIONS } from './registries.ts';

/** Every field of a ClientHello and the records around it, named as RFC 9846 names it. */
export const TLS_FIELDS = {
  'tls.client-hello': {
    label: 'ClientHello',
    spec: 'RFC 9846 §4.2.2',
    meaning: 'The first message of a TLS connection: what the client can do, in the clear.',
  },
  'tls.record': {
    label: 'TLSPlaintext',
    spec: 'RFC 9846 §5.1',
    meaning: 'The unit TLS sends: a type, a version, a length and up to 16,384 bytes.',
  },
  'tls.content-type': {
    label: 'type',
    spec: 'RFC 9846 §5.1',
    meaning: 'What the record holds.',
    values: { 20: 'change_cipher_spec', 21: 'alert', 22: 'handshake', 23: 'application_data' },
  },
  'tls.record-version': {
    label: 'legacy_record_version',
    spec: 'RFC 9846 §5.1',
    meaning: 'Kept for old middleboxes and ignored: 0x0301 in a first ClientHello is usual.',
    values: TLS_VERSIONS,
  },
  'tls.record-length': {
    label: 'length',
    spec: 'RFC 9846 §5.1',
    meaning: 'How many bytes of the record follow.',
  },
  'tls.fragment': {
    label: 'fragment',
    spec: 'RFC 9846 §5.1',
    meaning: 'A piece of a handshake message that is longer than one record.',
  },
  'tls.handshake-type': {
    label: 'msg_type',
    spec: 'RFC 9846 §4',
    meaning: 'Which handshake message this is.',
    values: { 1: 'client_hello' },
  },
  'tls.handshake-length': {
    label: 'length',
    spec: 'RFC 9846 §4',
    meaning: 'How many bytes of the handshake message follow.',
  },
  'tls.legacy-version': {
    label: 'legacy_version',
    spec: 'RFC 9846 §4.2.2',
    meaning: 'Frozen at 0x0303 (TLS 1.2). The versions really offered are in supported_versions.',
    values: TLS_VERSIONS,
  },
  'tls.random': {
    label: 'random',
    spec: 'RFC 9846 §4.2.2',
    meaning: '32 random bytes that make every handshake different.',
  },
  'tls.session-id-length': {
    label: 'legacy_session_id length',
    spec: 'RFC 9846 §4.2.2',
    meaning: 'How many bytes of session ID follow: 0 to 32.',
  },
  'tls.session-id': {
    label: 'legacy_session_id',
    spec: 'RFC 9846 §4.2.2',
    meaning: 'Was used to resume sessions. TLS 1.3 clients fill it with random bytes for old middleboxes.',
  },
  'tls.cipher-suites-length': {
    label: 'cipher_suites length',
    spec: 'RFC 9846 §4.2.2',
    meaning: 'How many bytes of cipher suites follow, two each.',
  },
  'tls.cipher-suite': {
    label: 'CipherSuite',
    spec: 'RFC 9846 §4.2.2',
    meaning: 'An offer, in order of preference: how to encrypt and which hash to use.',
    values: CIPHER_SUITES,
  },
  'tls.compression-methods-length': {
    label: 'legacy_compression_methods length',
    spec: 'RFC 9846 §4.2.2',
    meaning: 'How many compression methods follow, one byte each.',
  },
  'tls.compression-method': {
    label: 'legacy_compression_method',
    spec: 'RFC 9846 §4.2.2',
    meaning: 'TLS no longer compresses: 0 ("null") is the only method left.',
    values: { 0: 'null' },
  },
  'tls.extensions-length': {
    label: 'extensions length',
    spec: 'RFC 9846 §4.3',
    meaning: 'How many bytes of extensions follow.',
  },
  'tls.extension': {
    label: 'Extension',
    spec: 'RFC 9846 §4.3',
    meaning: 'One thing more the client asks for or offers. A server ignores those it does not know.',
  },
  'tls.extension-type': {
    label: 'extension_type',
    spec: 'RFC 9846 §4.3',
    meaning: 'Which extension this is.',
  },
  'tls.extension-length': {
    label: 'extension_data length',
    spec: 'RFC 9846 §4.3',
    meaning: 'How many bytes of the extension follow.',
  },
  'tls.extension-data': {
    label: 'extension_data',
    spec: 'RFC 9846 §4.3',
    meaning: 'What the extension says.',
  },
  'tls.list-length': {
    label: 'list length',
    spec: 'RFC 9846 §3.4',
    meaning: 'How many bytes of the list follow.',
  },
  'tls.name-type': {
    label: 'name_type',
    spec: 'RFC 6066 §3',
    meaning: 'What kind of name follows.',
    values: { 0: 'host_name' },
  },
  'tls.host-name': {
    label: 'HostName',
    spec: 'RFC 6066 §3',
    meaning: 'The host the client wants to reach, so that one address can serve several.',
  },
  'tls.protocol-name': {
    label: 'ProtocolName',
    spec: 'RFC 7301 §3.1',
    meaning: 'A protocol the client would speak inside TLS, in order of preference: h2, http/1.1.',
    values: { h2: 'HTTP/2', 'http/1.1': 'HTTP/1.1', h3: 'HTTP/3' },
  },
  'tls.item-length': {
    label: 'length',
    spec: 'RFC 9846 §3.4',
    meaning: 'How many bytes of the item follow.',
  },
  'tls.version': {
    label: 'ProtocolVersion',
    spec: 'RFC 9846 §4.3.1',
    meaning: 'A version the client offers, in order of preference.',
    values: TLS_VERSIONS,
  },
  'tls.named-group': {
    label: 'NamedGroup',
    spec: 'RFC 9846 §4.3.7',
    meaning: 'A way to agree on a key that the client knows, in order of preference.',
    values: NAMED_GROUPS,
  },
  'tls.key-exchange': {
    label: 'key_exchange',
    spec: 'RFC 9846 §4.3.8',
    meaning: "The client's half of the key exchange, sent on trial so that no round trip is lost.",
  },
  'tls.signature-scheme': {
    label: 'SignatureScheme',
    spec: 'RFC 9846 §4.3.3',
    meaning: 'A kind of signature that the client can verify.',
    values: SIGNATURE_SCHEMES,
  },
  'tls.rest': {
    label: 'Bytes that do not fit',
    spec: 'RFC 9846 §3.4',
    meaning: 'Bytes that a length leaves over, or that end too early.',
  },
} as const satisfies FieldTable;

export type TlsField = keyof typeof TLS_FIELDS;
