import { FILTER_FIELDS, fieldNamed } from './filter-fields.ts';
import type { FilterField, FrameTest } from './field-kinds.ts';
import { filterTokens, type Token } from './filter-tokens.ts';

/** What was not understood, and its half-open place in the text. */
export interface FilterError {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** What a filter's text means: `test` is undefined when it hides nothing, as it does with an error. */
export interface FrameFilter {
  readonly test: FrameTest | undefined;
  readonly error: FilterError | undefined;
}

/** What the filter understands, one example of each kind. */
export const FILTER_EXAMPLES: readonly { readonly example: string; readonly meaning: string }[] = [
  { example: 'event', meaning: 'type or layer has this in its name' },
  { example: 'conn:3', meaning: 'of connection 3; so are stream, op and exchange' },
  { example: 'ws.opcode == ping', meaning: 'WebSocket pings' },
  { example: 'size>1000', meaning: 'more bytes than that; also < <= >= !=' },
  { example: 'text~"id: 42"', meaning: 'carries this text: unmasked, inflated, headers decoded' },
  { example: 'dir:up', meaning: 'from client to server; dir:down the other way' },
  { example: 'type:headers h2.flag:END_STREAM', meaning: 'both hold; “and” can be left out' },
  { example: '(status>=400 or problem:error)', meaning: 'one of them holds' },
  { example: 'layer:sse not type:comment', meaning: 'the second does not hold' },
];

interface Condition {
  readonly test: FrameTest;
  readonly cost: number;
}

class Misunderstood extends Error {
  readonly place: Token;
  constructor(message: string, place: Token) {
    super(message);
    this.place = place;
  }
}

function all(conditions: readonly Condition[]): Condition | undefined {
  const [first] = conditions;
  if (!first || conditions.length === 1) return first;
  /* Reading bytes comes last, and only for frames that the cheap conditions let pass. */
  const tests = [...conditions].sort((a, b) => a.cost - b.cost).map(({ test }) => test);
  const cost = Math.max(...conditions.map((condition) => condition.cost));
  return { cost, test: (trace, frame) => tests.every((test) => test(trace, frame)) };
}

function any(conditions: readonly Condition[]): Condition | undefined {
  const [first] = conditions;
  if (!first || conditions.length === 1) return first;
  const tests = [...conditions].sort((a, b) => a.cost - b.cost).map(({ test }) => test);
  const cost = Math.max(...conditions.map((condition) => condition.cost));
  return { cost, test: (trace, frame) => tests.some((test) => test(trace, frame)) };
}

const not = ({ test, cost }: Condition): Condition => ({
  cost,
  test: (trace, frame) => !test(trace, frame),
});

/**
 * `or` binds weaker than `and`, which can be left out, and `not` binds strongest. What is not finished at the end of the
 * text hides nothing yet, so that the list does not jump while somebody writes.
 */
class FilterReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): Condition | undefined {
    const condition = this.#readOr();
    const rest = this.#tokens[this.#at];
    if (rest) throw new Misunderstood(`“${rest.text}” closes nothing.`, rest);
    return condition;
  }

  #take(kind: Token['kind']): Token | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    this.#at += 1;
    return token;
  }

  #readOr(): Condition | undefined {
    const found: Condition[] = [];
    do {
      const condition = this.#readAnd();
      if (condition) found.push(condition);
    } while (this.#take('or'));
    return any(found);
  }

  #readAnd(): Condition | undefined {
    const found: Condition[] = [];
    for (;;) {
      const condition = this.#readNot();
      if (condition) found.push(condition);
      const isJoined = this.#take('and') !== undefined;
      const next = this.#tokens[this.#at]?.kind;
      if (!isJoined && (next === undefined || next === 'or' || next === 'close')) return all(found);
    }
  }

  #readNot(): Condition | undefined {
    if (this.#take('not')) {
      const condition = this.#readNot();
      return condition && not(condition);
    }
    if (this.#take('open')) {
      const condition = this.#readOr();
      this.#take('close');
      return condition;
    }
    const token = this.#tokens[this.#at];
    if (!token) return undefined;
    this.#at += 1;
    if (token.kind === 'word') return this.#readWord(token);
    if (token.kind === 'value') return quotedText(token);
    throw new Misunderstood(`“${token.text}” has nothing before it that it could work on.`, token);
  }

  #readWord(word: Token): Condition | undefined {
    const comparison = this.#take('comparison');
    if (!comparison) return bareWord(word);
    const field = fieldNamed(word.text);
    if (!field) {
      const known = Object.keys(FILTER_FIELDS).join(', ');
      throw new Misunderstood(`There is no field “${word.text}”. There are ${known}.`, word);
    }
    if (!field.comparisons.includes(comparison.text) && comparison.text !== '=') {
      const known = field.comparisons.join(' ');
      throw new Misunderstood(`“${word.text}” takes ${known}, not “${comparison.text}”.`, comparison);
    }
    const value = this.#take('value');
    return value && condition(word.text, field, comparison.text, value);
  }
}

function condition(name: string, field: FilterField, comparison: string, value: Token): Condition {
  const test = field.make(comparison, value.text);
  if (!test) throw new Misunderstood(`“${name}” takes ${field.takes}, not “${value.text}”.`, value);
  return { test, cost: field.cost };
}

/** A word alone is looked for in what a row is called: its layer and its type. */
function bareWord({ text }: Token): Condition {
  const wanted = text.toLowerCase();
  const test: FrameTest = ({ frames }, frame) =>
    `${frames.layer(frame)} ${frames.type(frame).toLowerCase()}`.includes(wanted);
  return { test, cost: 0 };
}

/** Words in quotes are looked for in what a frame carries. */
function quotedText(value: Token): Condition | undefined {
  const field = FILTER_FIELDS['text'];
  return field && condition('text', field, '~', value);
}

/** Reads a filter; see `FILTER_EXAMPLES` and `FILTER_FIELDS`. An empty one hides nothing. */
export function parseFrameFilter(text: string): FrameFilter {
  try {
    return { test: new FilterReader(filterTokens(text)).read()?.test, error: undefined };
  } catch (error) {
    if (!(error instanceof Misunderstood)) throw error;
    const { start, end } = error.place;
    return { test: undefined, error: { message: error.message, start, end } };
  }
}

/** An error for people, with its place, counted from 1. */
export function filterErrorWords({ message, start }: FilterError): string {
  return `Character ${start + 1}: ${message} Nothing is hidden.`;
}
