import type { SpecReference } from './spec.ts';

/** `error`: an endpoint must or may act on it. `warning`: allowed, but harmful or obsolete. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** One entry of a protocol's closed list of diagnostics. The key of the entry is its code, such as `ws/mask-required`. */
export interface DiagnosticDefinition {
  readonly severity: Severity;
  /** One sentence for people: what is wrong. */
  readonly message: string;
  readonly spec: SpecReference;
  /** What an endpoint would answer: an HTTP status, an HTTP/2 error code, a close code; empty when it carries on. */
  readonly response: string;
}

/** Something the bytes say that the specification does not allow, or that a reader should know. Never thrown. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly spec: SpecReference;
  /** Absolute half-open range in the decoder's input. */
  readonly start: number;
  readonly end: number;
}

/** Makes `report(code, start, end, detail?)` for one protocol's table. `detail` is appended to the message. */
export function createReporter<Code extends string>(table: Readonly<Record<Code, DiagnosticDefinition>>) {
  return (code: Code, start: number, end: number, detail?: string): Diagnostic => {
    const { severity, message, spec } = table[code];
    return { code, severity, message: detail ? `${message} ${detail}` : message, spec, start, end };
  };
}

/** The diagnostics of a frame that has none: one shared, frozen list, so that a million clean frames cost nothing. */
export const NO_DIAGNOSTICS: readonly Diagnostic[] = Object.freeze([]);
