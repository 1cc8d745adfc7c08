import type { Diagnostic } from '../diagnostic.ts';
import type { NamedValue } from './registries.ts';

export interface ClientHelloExtension {
  readonly type: number;
  /** The registered name, or `GREASE 0x…`, or `extension 0x…`. */
  readonly name: string;
  readonly grease: boolean;
  /** The extension_data. */
  readonly data: Uint8Array;
}

export interface KeyShare {
  readonly group: NamedValue;
  /** Bytes of the key_exchange field. */
  readonly length: number;
}

/** What a client offers (RFC 9846 §4.2.2). Parts that are missing are empty. */
export interface ClientHello {
  /** Whether the whole message was read. */
  readonly complete: boolean;
  readonly recordVersion: number;
  readonly legacyVersion: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cipherSuites: readonly NamedValue[];
  readonly compressionMethods: readonly number[];
  /** In the order of the wire. */
  readonly extensions: readonly ClientHelloExtension[];
  /** The host_name of server_name, or undefined when the client sent none. */
  readonly serverName: string | undefined;
  /** ALPN protocol names, in order of preference. */
  readonly alpn: readonly string[];
  /** Of supported_versions; empty for a client older than TLS 1.3. */
  readonly supportedVersions: readonly NamedValue[];
  readonly supportedGroups: readonly NamedValue[];
  readonly signatureSchemes: readonly NamedValue[];
  readonly keyShares: readonly KeyShare[];
  readonly diagnostics: readonly Diagnostic[];
}
