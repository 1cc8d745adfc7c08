import type { Lesson } from '../../contract/lesson.ts';

/** What a step holds that nobody reads: addresses, ids, arguments of checks. */
const UNREAD = new Set([
  'type',
  'id',
  'ids',
  'href',
  'after',
  'figure',
  'actions',
  'args',
  'kind',
  'view',
  'at',
]);

function* textsOf(value: unknown): Generator<string, void, undefined> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* textsOf(item);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) if (!UNREAD.has(name)) yield* textsOf(item);
  }
}

/**
 * The distinct words that a lesson shows, in lower case, of 3 to 40 letters: what a search finds it by. Names of
 * frames, fields and interfaces stay whole: `window_update`, `last-event-id`.
 */
export function wordsOf({ goals, spec, steps }: Pick<Lesson, 'goals' | 'spec' | 'steps'>): string {
  const shown = [
    goals.map(({ title, hint }) => [title, hint]),
    spec.map(({ reference }) => reference),
    steps,
  ];
  const words = [...textsOf(shown)].flatMap((text) =>
    text.toLowerCase().match(/(?<![\p{L}\d_-])[\p{L}\d][\p{L}\d_-]{1,38}[\p{L}\d](?![\p{L}\d_-])/gu),
  );
  return [...new Set(words)].join(' ');
}
