import * as v from 'valibot';

const KEY = 'wire101.home';
const seenSchema = v.object({ lessons: v.array(v.string()) });

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * The lessons that were not there at the last visit; none at the first. Notes those that are there now. Without storage
 * every visit is the first.
 */
export function newSinceLastVisit(store: () => Store, lessons: readonly string[]): string[] {
  try {
    const parsed = v.safeParse(seenSchema, JSON.parse(store().getItem(KEY) ?? 'null'));
    store().setItem(KEY, JSON.stringify({ lessons }));
    if (!parsed.success) return [];
    return lessons.filter((id) => !parsed.output.lessons.includes(id));
  } catch {
    return [];
  }
}
