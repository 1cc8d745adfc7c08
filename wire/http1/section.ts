import type { Findings } from './findings.ts';
import type { HeaderField } from './frame.ts';
import { isFolded, isToken, splitFieldLine, trimBlanks } from './lines.ts';

/** The fields of a header or trailer section, in order. */
export interface FieldSection {
  readonly fields: HeaderField[];
  /** Where the line of `fields[n]` starts, and where it ends before its line ending: items 2n and 2n + 1. */
  readonly ranges: number[];
}

/* VCHAR, obs-text, SP and HTAB are allowed (RFC 9110 §5.5). */
// eslint-disable-next-line no-control-regex -- these are the characters that must not be there
const CONTROL_CHARACTER = /[\x00-\x08\x0a-\x1f\x7f]/;

/**
 * Reads the field lines of `text` from index `from` up to the empty line, or to its end. `base` is where the text lies
 * in the input. What is not allowed is reported and read as the section cited says, or passed over.
 */
export function parseFieldSection(
  text: string,
  from: number,
  base: number,
  findings: Findings,
): FieldSection {
  const fields: HeaderField[] = [];
  const ranges: number[] = [];
  for (let at = from; at < text.length;) {
    const { end, next } = endOfLine(text, at, base, findings);
    if (end === at) break;
    const line = text.slice(at, end);
    if (line.includes('\r')) findings.report('http1/bare-cr', base + at, base + end);
    if (isFolded(line)) foldLine(fields, ranges, line, base + at, findings);
    else addField(fields, ranges, line, base + at, findings);
    at = next;
  }
  return { fields, ranges };
}

/** Where the line at `at` ends before its line ending, and where the next one starts. Reports a bare LF. */
export function endOfLine(
  text: string,
  at: number,
  base: number,
  findings: Findings,
): { end: number; next: number } {
  const lf = text.indexOf('\n', at);
  if (lf < 0) return { end: text.length, next: text.length };
  if (lf > at && text.charCodeAt(lf - 1) === 0x0d) return { end: lf - 1, next: lf + 1 };
  findings.report('http1/bare-lf', base + lf, base + lf + 1);
  return { end: lf, next: lf + 1 };
}

function addField(
  fields: HeaderField[],
  ranges: number[],
  line: string,
  start: number,
  findings: Findings,
): void {
  const end = start + line.length;
  const parts = splitFieldLine(line);
  if (!parts) {
    findings.report('http1/field-without-colon', start, end);
    return;
  }
  const name = line.slice(0, parts.nameEnd);
  const value = line.slice(parts.valueStart, parts.valueEnd);
  if (!isToken(name)) findings.report('http1/invalid-field-name', start, start + Math.max(1, parts.nameEnd));
  if (parts.nameEnd < parts.colon) {
    findings.report('http1/space-before-colon', start + parts.nameEnd, start + parts.colon);
  }
  if (CONTROL_CHARACTER.test(value)) {
    findings.report('http1/invalid-field-value', start + parts.valueStart, start + parts.valueEnd);
  }
  fields.push({ name, value });
  ranges.push(start, end);
}

/** An obs-fold reads as one space (RFC 9112 §5.2). */
function foldLine(
  fields: HeaderField[],
  ranges: number[],
  line: string,
  start: number,
  findings: Findings,
): void {
  const end = start + line.length;
  const field = fields.pop();
  if (!field) {
    findings.report('http1/space-before-first-field', start, end);
    return;
  }
  findings.report('http1/obs-fold', start, end);
  const more = trimBlanks(line);
  /* Concatenated, never trimmed as a whole: a head full of folds must not cost the square of its length. */
  fields.push({
    name: field.name,
    value: field.value === '' || more === '' ? field.value + more : `${field.value} ${more}`,
  });
  ranges[ranges.length - 1] = end;
}

/** Fields that frame, route, or describe the message, or that are processed before its content (RFC 9110 §6.5.1). */
const NOT_IN_TRAILERS: ReadonlySet<string> = new Set([
  'authorization',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'expect',
  'host',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Reads a trailer section: field lines up to the empty line, some of which must not be there. */
export function parseTrailers(text: string, base: number, findings: Findings): FieldSection {
  const section = parseFieldSection(text, 0, base, findings);
  section.fields.forEach(({ name }, index) => {
    if (!NOT_IN_TRAILERS.has(name.toLowerCase())) return;
    const { ranges } = section;
    findings.report(
      'http1/trailer-not-allowed',
      ranges[2 * index] as number,
      ranges[2 * index + 1] as number,
    );
  });
  return section;
}
