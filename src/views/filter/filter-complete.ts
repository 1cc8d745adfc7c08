import type { Trace } from '../../../trace/trace.ts';
import { FILTER_FIELDS, fieldNamed } from './filter-fields.ts';
import { filterTokens, type Token } from './filter-tokens.ts';

/** Something to write into a filter: `text` in place of what stands from `start` to `end`. */
export interface Suggestion {
  readonly text: string;
  readonly meaning: string;
  readonly start: number;
  readonly end: number;
}

const MOST_SUGGESTIONS = 24;

const COMPARISON_WORDS: Readonly<Record<string, string>> = {
  ':': 'is',
  '==': 'is',
  '!=': 'is not',
  '~': 'contains',
  '>': 'more than',
  '>=': 'at least',
  '<': 'less than',
  '<=': 'at most',
};

interface Place {
  readonly start: number;
  readonly end: number;
  /** What is written there so far, in small letters. */
  readonly begun: string;
}

const quote = (value: string): string => (/^[^\s()"]+$/.test(value) ? value : JSON.stringify(value));

function values(trace: Trace, field: string, { start, end, begun }: Place): Suggestion[] {
  const known = fieldNamed(field)?.values(trace) ?? [];
  return known
    .filter(({ value }) => value.toLowerCase().startsWith(begun))
    .map(({ value, meaning }) => ({ text: `${quote(value)} `, meaning: meaning ?? '', start, end }));
}

function comparisons(field: string, at: number): Suggestion[] {
  const known = fieldNamed(field)?.comparisons ?? [];
  return known.map((text) => ({ text, meaning: COMPARISON_WORDS[text] ?? '', start: at, end: at }));
}

/** Field names first, then types that are in the recording, then what joins conditions. */
function words(trace: Trace, { start, end, begun }: Place, isJoined: boolean): Suggestion[] {
  const fields = Object.entries(FILTER_FIELDS)
    .filter(([name]) => name.split('.').some((part) => part.startsWith(begun)) || name.startsWith(begun))
    .map(([name, { meaning, usual }]) => ({ text: `${name}${usual}`, meaning, start, end }));
  const names = new Set(trace.frames.kinds().map(({ type }) => type));
  const types = [...names]
    .filter((type) => begun !== '' && !/\s/.test(type) && type.toLowerCase().startsWith(begun))
    .map((type) => ({ text: `${type.toLowerCase()} `, meaning: 'type', start, end }));
  const joins = (isJoined ? ['or', 'and', 'not'] : ['not'])
    .filter((word) => word.startsWith(begun))
    .map((word) => ({ text: `${word} `, meaning: JOIN_WORDS[word] ?? '', start, end }));
  return [...fields, ...types, ...joins];
}

const JOIN_WORDS: Readonly<Record<string, string>> = {
  or: 'one of both holds',
  and: 'both hold',
  not: 'the next does not hold',
};

/** Kinds that end a condition: what follows is joined to it. */
const ENDS: ReadonlySet<string | undefined> = new Set(['word', 'value', 'close']);
const JOINS: ReadonlySet<string | undefined> = new Set(['and', 'or', 'not']);

/** What can be written at the caret, best first: names of fields, comparisons, values that the recording has. */
export function completeFilter(trace: Trace, text: string, caret: number): Suggestion[] {
  const tokens = filterTokens(text.slice(0, caret));
  return suggestionsBehind(trace, tokens, caret).slice(0, MOST_SUGGESTIONS);
}

function suggestionsBehind(trace: Trace, tokens: readonly Token[], caret: number): Suggestion[] {
  const last = tokens.at(-1);
  const nothing: Place = { start: caret, end: caret, begun: '' };
  const field = tokens.findLast(({ kind }) => kind === 'word')?.text ?? '';
  if (last?.kind === 'comparison') return values(trace, field, nothing);
  if (!last || last.end < caret) {
    if (last?.kind === 'word' && fieldNamed(last.text)) return comparisons(last.text, caret);
    return words(trace, nothing, ENDS.has(last?.kind));
  }
  const place: Place = { start: last.start, end: caret, begun: last.text.toLowerCase() };
  if (last.kind === 'value') return values(trace, field, place);
  if (last.kind === 'word' || JOINS.has(last.kind)) return words(trace, place, ENDS.has(tokens.at(-2)?.kind));
  return words(trace, nothing, ENDS.has(last.kind));
}
