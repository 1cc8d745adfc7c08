/*
 * Which characters names and values of fields may have. Names repeat, so a verdict is kept for each; values mostly do not.
 */

const COLON = 0x3a;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const DELETE = 0x7f;
const SPACE = 0x20;
const TAB = 0x09;

export type NameFault = 'uppercase' | 'invalid';

/** Names beyond this many are judged anew each time: a peer can make up names without end. */
const MAX_KNOWN = 1_000;
const known = new Map<string, NameFault | ''>();

/** What is wrong with the name of a regular field (RFC 9113 §8.2.1), or undefined. */
export function nameFault(name: string): NameFault | undefined {
  let verdict = known.get(name);
  if (verdict === undefined) {
    verdict = judgeName(name);
    if (known.size < MAX_KNOWN && name.length <= 100) known.set(name, verdict);
  }
  return verdict || undefined;
}

function judgeName(name: string): NameFault | '' {
  let verdict: NameFault | '' = name === '' ? 'invalid' : '';
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code <= SPACE || code >= DELETE || code === COLON) return 'invalid';
    if (code >= UPPER_A && code <= UPPER_Z) verdict = 'uppercase';
  }
  return verdict;
}

/** Whether a field value breaks RFC 9113 §8.2.1: NUL, LF or CR anywhere, white space at either end. Empty is fine. */
export function valueFault(value: string): boolean {
  if (value === '') return false;
  if (isBlank(value.charCodeAt(0)) || isBlank(value.charCodeAt(value.length - 1))) return true;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code <= 0x0d && (code === 0 || code === 0x0a || code === 0x0d)) return true;
  }
  return false;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Whether a text is a token (RFC 9110 §5.6.2), as methods are. Empty is not. */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}
