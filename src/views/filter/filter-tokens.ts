/** `value` stands after a comparison: it goes up to a space or a bracket, so that paths need no quotes. */
export type TokenKind = 'word' | 'value' | 'comparison' | 'not' | 'and' | 'or' | 'open' | 'close' | 'stray';

/** A piece of a filter's text, with its half-open place there. */
export interface Token {
  readonly kind: TokenKind;
  /** What it says: of a quoted value, what is inside the quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const COMPARISON = /(?:==|!=|>=|<=|[:=~<>])/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"?/y;
const VALUE = /[^\s()]+/y;
const WORD = /[^\s()":=~<>!&|]+/y;
const CONNECTIVES: readonly (readonly [RegExp, TokenKind])[] = [
  [/&&/y, 'and'],
  [/\|\|/y, 'or'],
  [/!/y, 'not'],
  [/\(/y, 'open'],
  [/\)/y, 'close'],
];
const WORDS: Readonly<Record<string, TokenKind>> = { and: 'and', or: 'or', not: 'not' };

/** Cuts a filter's text into tokens. Spaces only part; anything else is in a token, so nothing is passed over. */
export function filterTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const add = (kind: TokenKind, match: string, said = match): void => {
    tokens.push({ kind, text: said, start: at, end: at + match.length });
    at += match.length;
  };
  while (at < text.length) {
    const space = take(/\s+/y);
    if (space) {
      at += space[0].length;
      continue;
    }
    const quoted = take(QUOTED);
    if (quoted) {
      add('value', quoted[0], quoted[1]?.replace(/\\(.)/g, '$1'));
      continue;
    }
    const value = tokens.at(-1)?.kind === 'comparison' ? take(VALUE) : null;
    if (value) {
      add('value', value[0]);
      continue;
    }
    const comparison = take(COMPARISON);
    if (comparison) {
      add('comparison', comparison[0]);
      continue;
    }
    const found = CONNECTIVES.find(([pattern]) => take(pattern));
    if (found) {
      add(found[1], take(found[0])?.[0] ?? '');
      continue;
    }
    const word = take(WORD)?.[0];
    if (word === undefined) add('stray', text.charAt(at));
    else add((Object.hasOwn(WORDS, word.toLowerCase()) && WORDS[word.toLowerCase()]) || 'word', word);
  }
  return tokens;
}
