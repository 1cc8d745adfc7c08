import type { Findings } from './findings.ts';
import type { BodyFraming } from './frame.ts';
import { trimBlanks } from './lines.ts';
import type { FieldSection } from './section.ts';

/** How a message is framed, and whether anything behind it can be read. */
export interface Framing {
  readonly framing: BodyFraming;
  readonly contentLength?: number;
  /** The end of the message cannot be told. */
  readonly broken?: boolean;
}

const NONE: Framing = { framing: 'none' };
const UNTIL_CLOSE: Framing = { framing: 'until-close' };
const BROKEN: Framing = { framing: 'none', broken: true };

/** Codings of the transfer coding registry, compared without case (RFC 9112 §7). */
const TRANSFER_CODINGS: ReadonlySet<string> = new Set([
  'chunked',
  'compress',
  'deflate',
  'gzip',
  'x-compress',
  'x-gzip',
]);

/** The list members of every field with this name, lower case, and where its lines lie. Empty when there is none. */
interface Members {
  readonly values: string[];
  readonly start: number;
  readonly end: number;
}

/* By length first: nearly every field is told apart by that. */
function members({ fields, ranges }: FieldSection, name: string): Members | undefined {
  let found: { values: string[]; start: number; end: number } | undefined;
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] as { name: string; value: string };
    if (field.name.length !== name.length || field.name.toLowerCase() !== name) continue;
    found ??= { values: [], start: ranges[2 * index] as number, end: 0 };
    found.end = ranges[2 * index + 1] as number;
    for (const value of field.value.split(',')) found.values.push(trimBlanks(value).toLowerCase());
  }
  return found;
}

/** A Content-Length: digits only, countable. -1 otherwise. */
function parseLength(value: string): number {
  if (!/^[0-9]+$/.test(value)) return -1;
  const length = Number(value);
  return Number.isSafeInteger(length) ? length : -1;
}

function byContentLength(lengths: Members, findings: Findings): Framing {
  const { values, start, end } = lengths;
  const first = parseLength(values[0] as string);
  for (const value of values) {
    const length = parseLength(value);
    if (length < 0) {
      findings.report('http1/invalid-content-length', start, end);
      return BROKEN;
    }
    if (length !== first) {
      findings.report('http1/conflicting-content-length', start, end);
      return BROKEN;
    }
  }
  if (values.length > 1) findings.report('http1/repeated-content-length', start, end);
  return { framing: 'content-length', contentLength: first };
}

/** Reports what a Transfer-Encoding should not be. Returns whether chunked is its last coding. */
function checkCodings(codings: Members, version: string, findings: Findings): boolean {
  const { values, start, end } = codings;
  const names = values.map((value) => trimBlanks(value.split(';', 1)[0] as string));
  if (version < 'HTTP/1.1') findings.report('http1/transfer-encoding-before-1.1', start, end);
  const unknown = names.find((name) => !TRANSFER_CODINGS.has(name));
  if (unknown !== undefined) findings.report('http1/unknown-transfer-coding', start, end);
  if (names.filter((name) => name === 'chunked').length > 1)
    findings.report('http1/chunked-twice', start, end);
  return names.at(-1) === 'chunked';
}

/** RFC 9112 §6.3, rules 3 to 6, for a message that may have a body. Undefined when neither field is there. */
function byFields(
  section: FieldSection,
  version: string,
  isRequest: boolean,
  findings: Findings,
): Framing | undefined {
  const codings = members(section, 'transfer-encoding');
  const lengths = members(section, 'content-length');
  if (!codings) return lengths && byContentLength(lengths, findings);
  if (lengths) {
    findings.report('http1/content-length-with-transfer-encoding', lengths.start, lengths.end);
  }
  if (checkCodings(codings, version, findings)) return { framing: 'chunked' };
  if (!isRequest) return UNTIL_CLOSE;
  findings.report('http1/chunked-not-last', codings.start, codings.end);
  return BROKEN;
}

/** How a request is framed. Without Content-Length and Transfer-Encoding it has no body (RFC 9112 §6.3, rule 7). */
export function selectRequestFraming(section: FieldSection, version: string, findings: Findings): Framing {
  return byFields(section, version, true, findings) ?? NONE;
}

/**
 * How a response is framed (RFC 9112 §6.3). `method` is that of the request it answers; undefined when it is not known,
 * which is read as a method whose response has a body.
 */
export function selectResponseFraming(
  section: FieldSection,
  version: string,
  status: number,
  method: string | undefined,
  findings: Findings,
): Framing {
  const tunnel = method === 'CONNECT' && status >= 200 && status < 300;
  if (tunnel || (status >= 100 && status < 200) || status === 204) {
    const lengths = members(section, 'content-length');
    if (lengths) findings.report('http1/content-length-not-allowed', lengths.start, lengths.end);
    const codings = members(section, 'transfer-encoding');
    if (codings) findings.report('http1/transfer-encoding-not-allowed', codings.start, codings.end);
    return tunnel || status === 101 ? { framing: 'upgrade' } : NONE;
  }
  if (status === 304 || method === 'HEAD') return NONE;
  return byFields(section, version, false, findings) ?? UNTIL_CLOSE;
}

/** Reports an Upgrade field that no Connection field names. Returns whether there is an Upgrade field. */
export function checkUpgrade(section: FieldSection, findings: Findings): boolean {
  const upgrade = members(section, 'upgrade');
  if (!upgrade) return false;
  if (!members(section, 'connection')?.values.includes('upgrade')) {
    findings.report('http1/upgrade-without-connection', upgrade.start, upgrade.end);
  }
  return true;
}

/** Reports a request without Host, or with several (RFC 9112 §3.2). `start` and `end`: where its request-line lies. */
export function checkHost(
  section: FieldSection,
  version: string,
  start: number,
  end: number,
  findings: Findings,
): void {
  const { fields, ranges } = section;
  let first = -1;
  for (let index = 0; index < fields.length; index++) {
    const { name } = fields[index] as { name: string };
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (first >= 0) {
      findings.report('http1/several-hosts', ranges[2 * index] as number, ranges[2 * index + 1] as number);
      return;
    }
    first = index;
  }
  if (first < 0 && version >= 'HTTP/1.1') findings.report('http1/missing-host', start, end);
}
