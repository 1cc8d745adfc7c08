import type { DiagnosticDefinition } from './diagnostic.ts';
import { HPACK_DIAGNOSTICS } from './hpack/diagnostics.ts';
import { HTTP1_DIAGNOSTICS } from './http1/diagnostics.ts';
import { HTTP2_CONNECTION_DIAGNOSTICS } from './http2/connection/diagnostics.ts';
import { HTTP2_DIAGNOSTICS } from './http2/diagnostics.ts';
import { SSE_CODING_DIAGNOSTICS, SSE_DIAGNOSTICS } from './sse/diagnostics.ts';
import { TLS_DIAGNOSTICS } from './tls/diagnostics.ts';
import { WS_DIAGNOSTICS } from './websocket/diagnostics.ts';

/** Registry: every diagnostic of every protocol, by protocol and code. A new protocol adds one line. */
export const DIAGNOSTIC_TABLES = {
  tls: TLS_DIAGNOSTICS,
  http1: HTTP1_DIAGNOSTICS,
  http2: { ...HTTP2_DIAGNOSTICS, ...HTTP2_CONNECTION_DIAGNOSTICS },
  hpack: HPACK_DIAGNOSTICS,
  websocket: WS_DIAGNOSTICS,
  sse: { ...SSE_DIAGNOSTICS, ...SSE_CODING_DIAGNOSTICS },
} as const satisfies Readonly<Record<string, Readonly<Record<string, DiagnosticDefinition>>>>;

/** Every code that a decoder can report. */
export type DiagnosticCode = {
  [P in keyof typeof DIAGNOSTIC_TABLES]: keyof (typeof DIAGNOSTIC_TABLES)[P];
}[keyof typeof DIAGNOSTIC_TABLES];

const ALL: Readonly<Record<string, DiagnosticDefinition>> = Object.assign(
  {},
  ...Object.values(DIAGNOSTIC_TABLES),
) as Record<string, DiagnosticDefinition>;

/** The definition of a code, or undefined for a code that no decoder knows. */
export function diagnosticDefinition(code: string): DiagnosticDefinition | undefined {
  return Object.hasOwn(ALL, code) ? ALL[code] : undefined;
}
