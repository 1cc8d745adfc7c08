import type { Findings } from './findings.ts';
import {
  checkHost,
  checkUpgrade,
  selectRequestFraming,
  selectResponseFraming,
  type Framing,
} from './framing.ts';
import { isToken, splitRequestLine, splitStatusLine, type RequestLine, type StatusLine } from './lines.ts';
import type { HeaderField } from './frame.ts';
import { endOfLine, parseFieldSection } from './section.ts';

/** A head, read. `framing.broken` says that nothing behind it can be. */
export interface ParsedRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: readonly HeaderField[];
  readonly framing: Framing;
  /** Whether it has an Upgrade field, so that the next bytes may belong to another protocol. */
  readonly asksUpgrade: boolean;
}

export interface ParsedResponse {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HeaderField[];
  readonly framing: Framing;
}

/** Whether a start-line can be read, and if not, why. */
export type StartLineVerdict = 'ok' | 'http1/not-http' | 'http1/unsupported-version';

/** Looks at a start-line alone, before the rest of its head has come. */
export function checkStartLine(line: string, role: 'request' | 'response'): StartLineVerdict {
  let version: string;
  if (role === 'request') {
    const parts = splitRequestLine(line);
    if (!parts) return 'http1/not-http';
    version = line.slice(parts.versionStart, parts.versionEnd);
  } else {
    if (!splitStatusLine(line)) return 'http1/not-http';
    version = line.slice(0, 8);
  }
  return version.startsWith('HTTP/1.') ? 'ok' : 'http1/unsupported-version';
}

/** Passes over the empty lines before a start-line (RFC 9112 §2.2), and returns the start-line's own range. */
function startLine(
  text: string,
  base: number,
  findings: Findings,
): { start: number; end: number; next: number } {
  let start = 0;
  let line = endOfLine(text, start, base, findings);
  while (line.end === start && line.next < text.length) {
    findings.report('http1/leading-empty-line', base + start, base + line.next);
    start = line.next;
    line = endOfLine(text, start, base, findings);
  }
  if (text.slice(start, line.end).includes('\r')) {
    findings.report('http1/bare-cr', base + start, base + line.end);
  }
  return { start, ...line };
}

/** Reads a whole request head. Its start-line must be `ok`: see `checkStartLine`. `base` is where `text` lies in the input. */
export function parseRequestHead(text: string, base: number, findings: Findings): ParsedRequest {
  const { start, end, next } = startLine(text, base, findings);
  const line = text.slice(start, end);
  const parts = splitRequestLine(line) as RequestLine;
  const method = line.slice(0, parts.methodEnd);
  const target = line.slice(parts.targetStart, parts.targetEnd);
  const version = line.slice(parts.versionStart, parts.versionEnd);
  const separators = parts.targetStart - parts.methodEnd + (parts.versionStart - parts.targetEnd);
  if (separators !== 2 || parts.versionEnd < line.length || /[ \t]/.test(target)) {
    findings.report('http1/request-line-spaces', base + start, base + end);
  }
  if (!isToken(method)) findings.report('http1/invalid-method', base + start, base + start + method.length);
  const section = parseFieldSection(text, next, base, findings);
  checkHost(section, version, base + start, base + end, findings);
  const asksUpgrade = checkUpgrade(section, findings);
  const framing = selectRequestFraming(section, version, findings);
  return { method, target, version, headers: section.fields, framing, asksUpgrade };
}

/** Reads a whole response head. Its start-line must be `ok`: see `checkStartLine`. `method` is that of the request it answers, if known. */
export function parseResponseHead(
  text: string,
  base: number,
  method: string | undefined,
  findings: Findings,
): ParsedResponse {
  const { start, end, next } = startLine(text, base, findings);
  const line = text.slice(start, end);
  const parts = splitStatusLine(line) as StatusLine;
  const version = line.slice(0, parts.versionEnd);
  const status = Number(line.slice(parts.statusStart, parts.statusEnd));
  const reason = line.slice(parts.reasonStart);
  const at = base + start;
  if (parts.statusEnd === line.length) {
    findings.report('http1/status-line-without-space', at, at + line.length);
  }
  if (status < 100 || status > 599) {
    findings.report('http1/invalid-status', at + parts.statusStart, at + parts.statusEnd);
  }
  const section = parseFieldSection(text, next, base, findings);
  const upgrade = checkUpgrade(section, findings);
  if (status === 101 && !upgrade) findings.report('http1/switch-without-upgrade', at, at + line.length);
  const framing = selectResponseFraming(section, version, status, method, findings);
  return { version, status, reason, headers: section.fields, framing };
}
