import type { SpecReference } from '../spec.ts';
import { isGrease } from './registries.ts';

export interface ExtensionType {
  readonly name: string;
  readonly spec: SpecReference;
  /** What a client says with it, in one sentence. */
  readonly meaning: string;
}

/** For extensions without a current RFC of their own: what every extension is. */
const UNSPECIFIED = 'RFC 9846 §4.3';

/** The extensions that clients send today (IANA registry "TLS ExtensionType Values"). */
export const EXTENSION_TYPES: Readonly<Record<number, ExtensionType>> = {
  0: { name: 'server_name', spec: 'RFC 6066 §3', meaning: 'The host the client wants to reach (SNI).' },
  1: {
    name: 'max_fragment_length',
    spec: 'RFC 6066 §4',
    meaning: 'The client asks for smaller records.',
  },
  5: {
    name: 'status_request',
    spec: 'RFC 6066 §8',
    meaning: 'The client would like a proof that the certificate is not revoked (OCSP).',
  },
  10: {
    name: 'supported_groups',
    spec: 'RFC 9846 §4.3.7',
    meaning: 'The ways to agree on a key that the client knows.',
  },
  11: {
    name: 'ec_point_formats',
    spec: UNSPECIFIED,
    meaning: 'How points on curves are written, before TLS 1.3.',
  },
  13: {
    name: 'signature_algorithms',
    spec: 'RFC 9846 §4.3.3',
    meaning: 'The kinds of signature the client can verify.',
  },
  16: {
    name: 'application_layer_protocol_negotiation',
    spec: 'RFC 7301 §3.1',
    meaning: 'The protocols the client would speak inside TLS (ALPN); the server picks one.',
  },
  18: {
    name: 'signed_certificate_timestamp',
    spec: UNSPECIFIED,
    meaning: 'The client would like a proof that the certificate was logged publicly.',
  },
  21: { name: 'padding', spec: 'RFC 7685 §3', meaning: 'Zeros that make the ClientHello longer.' },
  22: {
    name: 'encrypt_then_mac',
    spec: 'RFC 7366 §2',
    meaning: 'A repair of older cipher suites, before TLS 1.3.',
  },
  23: {
    name: 'extended_main_secret',
    spec: 'RFC 9846 §1.4',
    meaning: 'Binds the keys to the whole handshake, before TLS 1.3.',
  },
  27: {
    name: 'compress_certificate',
    spec: 'RFC 8879 §3',
    meaning: 'The client can take a compressed certificate.',
  },
  28: { name: 'record_size_limit', spec: 'RFC 8449 §4', meaning: 'The largest record the client takes.' },
  34: {
    name: 'delegated_credential',
    spec: 'RFC 9345 §4.1.1',
    meaning: 'The client accepts a short-lived key that the certificate vouches for.',
  },
  35: {
    name: 'session_ticket',
    spec: 'RFC 9846 §2.2',
    meaning: 'The client can resume a session by a ticket, before TLS 1.3.',
  },
  41: {
    name: 'pre_shared_key',
    spec: 'RFC 9846 §4.3.11',
    meaning: 'The client offers to resume an earlier session.',
  },
  42: {
    name: 'early_data',
    spec: 'RFC 9846 §4.3.10',
    meaning: 'The client sends data before the handshake is done.',
  },
  43: {
    name: 'supported_versions',
    spec: 'RFC 9846 §4.3.1',
    meaning: 'The versions the client really offers.',
  },
  44: {
    name: 'cookie',
    spec: 'RFC 9846 §4.3.2',
    meaning: 'Repeats what a HelloRetryRequest gave the client.',
  },
  45: {
    name: 'psk_key_exchange_modes',
    spec: 'RFC 9846 §4.3.9',
    meaning: 'How the client may resume a session.',
  },
  47: {
    name: 'certificate_authorities',
    spec: 'RFC 9846 §4.3.4',
    meaning: 'The authorities the client trusts.',
  },
  49: {
    name: 'post_handshake_auth',
    spec: 'RFC 9846 §4.3.6',
    meaning: 'The client may be asked for a certificate later.',
  },
  50: {
    name: 'signature_algorithms_cert',
    spec: 'RFC 9846 §4.3.3',
    meaning: 'The kinds of signature that may stand in certificates.',
  },
  51: {
    name: 'key_share',
    spec: 'RFC 9846 §4.3.8',
    meaning: "The client's half of one or more key exchanges.",
  },
  57: {
    name: 'quic_transport_parameters',
    spec: 'RFC 9001 §8.2',
    meaning: 'Settings of QUIC, which carries HTTP/3.',
  },
  17513: {
    name: 'application_settings (old)',
    spec: UNSPECIFIED,
    meaning: 'Settings of the protocol inside TLS; never standardised (ALPS).',
  },
  17613: {
    name: 'application_settings',
    spec: UNSPECIFIED,
    meaning: 'Settings of the protocol inside TLS; never standardised (ALPS).',
  },
  51764: {
    name: 'trust_anchors',
    spec: UNSPECIFIED,
    meaning: 'Which roots the client trusts, by short identifiers; not yet standardised.',
  },
  65037: {
    name: 'encrypted_client_hello',
    spec: 'RFC 9849 §5',
    meaning: 'A second, encrypted ClientHello with the real server name, or random bytes in its place.',
  },
  65281: {
    name: 'renegotiation_info',
    spec: 'RFC 5746 §3.2',
    meaning: 'The client knows secure renegotiation, before TLS 1.3.',
  },
};

/** What is known of an extension type; unknown ones are named by their number. */
export function extensionType(type: number): ExtensionType {
  const number = `0x${type.toString(16).padStart(4, '0')}`;
  if (isGrease(type)) {
    return {
      name: `GREASE ${number}`,
      spec: 'RFC 8701 §2',
      meaning: 'Means nothing: it is there so that servers keep ignoring what they do not know.',
    };
  }
  return (
    EXTENSION_TYPES[type] ?? {
      name: `extension ${number}`,
      spec: 'RFC 9846 §4.3',
      meaning: 'Not known here. A server that does not know it ignores it.',
    }
  );
}
