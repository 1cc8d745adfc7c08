import type { UpstreamAddress } from './upstream-address.ts';

/** Why nothing can be carried on. Both sentences are for people. */
export interface Unreachable {
  /** RFC 9110 §15.6.3 (Bad Gateway) and §15.6.5 (Gateway Timeout). */
  readonly status: 502 | 504;
  readonly problem: string;
  readonly help: string;
}

const START_IT = 'Start your server, or name another with --upstream, and ask again.';
const TRUST_IT =
  'Start the lab with --upstream-insecure to accept any certificate of your server, or with NODE_EXTRA_CA_CERTS=<ca.pem> to trust its authority.';

type Explain = (address: UpstreamAddress, error: NodeJS.ErrnoException) => Omit<Unreachable, 'status'>;

const unknownAuthority: Explain = ({ origin }, { code = '' }) => ({
  problem: `The certificate of ${origin} comes from an authority that this machine does not know (${code}).`,
  help: TRUST_IT,
});

/** By the code that Node gives the error. */
const REASONS: Readonly<Record<string, Explain>> = {
  ECONNREFUSED: ({ origin, port }) => ({
    problem: `Nothing listens at ${origin}: port ${port} refused the connection (ECONNREFUSED).`,
    help: START_IT,
  }),
  ENOTFOUND: ({ host }) => ({
    problem: `The name ${host} is not known: DNS has no address for it (ENOTFOUND).`,
    help: 'Look at the spelling of the name after --upstream.',
  }),
  EAI_AGAIN: ({ host }) => ({
    problem: `The name ${host} could not be looked up now: DNS does not answer (EAI_AGAIN).`,
    help: 'Look at the network connection of this machine, and ask again.',
  }),
  ETIMEDOUT: ({ origin }, { message }) => ({
    problem: `${origin} did not take the connection. ${message}`,
    help: START_IT,
  }),
  ECONNRESET: ({ origin, secure }) => ({
    problem: `${origin} ended the connection ${secure ? 'during the TLS handshake' : 'at once'} (ECONNRESET).`,
    help: secure ? 'If it speaks http there, name it with http://.' : START_IT,
  }),
  ERR_SSL_WRONG_VERSION_NUMBER: ({ origin }) => ({
    problem: `${origin} does not answer in TLS (ERR_SSL_WRONG_VERSION_NUMBER).`,
    help: 'It seems to speak http there: name it with http://.',
  }),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ({ origin }) => ({
    problem: `${origin} does not answer in TLS (ERR_SSL_PACKET_LENGTH_TOO_LONG).`,
    help: 'It seems to speak http there: name it with http://.',
  }),
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: ({ origin }) => ({
    problem: `${origin} speaks none of the protocols that this client offers in ALPN (no_application_protocol, RFC 7301 §3.2).`,
    help: 'Ask with a client that offers another: HTTP/1.1 instead of HTTP/2, or the other way round.',
  }),
  DEPTH_ZERO_SELF_SIGNED_CERT: ({ origin }) => ({
    problem: `The certificate of ${origin} is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT).`,
    help: TRUST_IT,
  }),
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_HAS_EXPIRED: ({ origin }) => ({
    problem: `The certificate of ${origin} has expired (CERT_HAS_EXPIRED).`,
    help: TRUST_IT,
  }),
  ERR_TLS_CERT_ALTNAME_INVALID: ({ origin, host }) => ({
    problem: `The certificate of ${origin} is not for the name ${host} (ERR_TLS_CERT_ALTNAME_INVALID).`,
    help: `Name your server as its certificate does. ${TRUST_IT}`,
  }),
};

/** What an error on the way to the user's server means, and what to do. */
export function explainFailure(address: UpstreamAddress, error: NodeJS.ErrnoException): Unreachable {
  // Node tries each address of a name and then tells of all of them at once.
  const [first] = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [];
  const code = error.code ?? first?.code ?? '';
  const reason = REASONS[code]?.(address, error) ?? {
    problem: `${address.origin} cannot be reached: ${(first ?? error).message}.`,
    help: START_IT,
  };
  return { status: code === 'ETIMEDOUT' ? 504 : 502, ...reason };
}
