import type { Trace } from '../../../trace/trace.ts';

/** Whether a frame is shown. */
export type FrameTest = (trace: Trace, frame: number) => boolean;

/** A value that can be proposed, with what it is. */
export interface KnownValue {
  readonly value: string;
  readonly meaning?: string;
}

/** Something of a frame that a filter can ask about. */
export interface FilterField {
  readonly meaning: string;
  /** The comparison that is proposed first. */
  readonly usual: string;
  readonly comparisons: readonly string[];
  /** What it takes, for people: `a number`, `up or down`. */
  readonly takes: string;
  /** Cheaper conditions are asked first: 0 reads a column, 1 looks something up, 2 reads the frame's bytes. */
  readonly cost: 0 | 1 | 2;
  /** Values to propose. */
  readonly values: (trace: Trace) => readonly KnownValue[];
  /** The test of `comparison` with `value`, or undefined when it does not take that value. */
  readonly make: (comparison: string, value: string) => FrameTest | undefined;
}

type About = Pick<FilterField, 'meaning' | 'cost'> & Partial<Pick<FilterField, 'usual' | 'values' | 'takes'>>;
type Read<T> = (trace: Trace, frame: number) => T | undefined;

const NUMBER = /^(?:\d{1,15}(?:\.\d+)?|0x[\da-f]{1,8})$/i;
const NO_VALUES = (): readonly KnownValue[] => [];
/* `=` and `:` are other spellings of `==`. */
const isEqual = (comparison: string): boolean =>
  comparison === ':' || comparison === '=' || comparison === '==';

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};

/** A field with a number. A frame that does not have it passes no comparison, `!=` neither. */
export function numberField(about: About, read: Read<number>): FilterField {
  return {
    takes: 'a number',
    usual: ':',
    values: NO_VALUES,
    ...about,
    comparisons: [':', '==', '!=', '>', '>=', '<', '<='],
    make(comparison, value) {
      if (!NUMBER.test(value)) return undefined;
      const wanted = Number(value);
      const compare = isEqual(comparison) ? (a: number, b: number) => a === b : COMPARE[comparison];
      return (
        compare &&
        ((trace, frame) => {
          const found = read(trace, frame);
          return found !== undefined && compare(found, wanted);
        })
      );
    },
  };
}

/** A field with one name, or several. `~` looks for a part of it. Case does not matter. */
export function nameField(about: About, read: Read<string | readonly string[]>): FilterField {
  return {
    takes: 'a name',
    usual: ':',
    values: NO_VALUES,
    ...about,
    comparisons: [':', '==', '!=', '~'],
    make(comparison, value) {
      const wanted = value.toLowerCase();
      const fits = (name: string): boolean =>
        comparison === '~' ? name.toLowerCase().includes(wanted) : name.toLowerCase() === wanted;
      return (trace, frame) => {
        const found = read(trace, frame);
        if (found === undefined) return false;
        const is = typeof found === 'string' ? fits(found) : found.some(fits);
        return comparison === '!=' ? !is : is;
      };
    },
  };
}

/** A field with one of a few names; another one is refused. `numbers` gives names that can be written as a number. */
export function choiceField(
  about: About,
  names: Readonly<Record<string, string>>,
  read: Read<string | readonly string[]>,
  numbers: Readonly<Record<string, number>> = {},
): FilterField {
  const list = Object.keys(names);
  const field = nameField(
    {
      takes: `${list.slice(0, -1).join(', ')} or ${list.at(-1)}`,
      values: () => list.map((value) => ({ value, meaning: names[value] ?? '' })),
      ...about,
    },
    read,
  );
  const named = (value: string): string | undefined =>
    list.find((name) => name.toLowerCase() === value.toLowerCase()) ??
    (NUMBER.test(value) ? list.find((name) => numbers[name] === Number(value)) : undefined);
  return {
    ...field,
    comparisons: [':', '==', '!='],
    make(comparison, value) {
      const name = named(value);
      return name === undefined ? undefined : field.make(comparison, name);
    },
  };
}

/** A field with text, in which `~` looks for a part. */
export function textField(about: About, read: Read<string>): FilterField {
  return { ...nameField({ usual: '~', takes: 'text', ...about }, read), comparisons: ['~', ':', '==', '!='] };
}
