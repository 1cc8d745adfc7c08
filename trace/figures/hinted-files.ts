import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { hintedPages } from '../checks/early-hints.ts';
import { counted } from '../checks/words.ts';
import { defineFigure } from './figure.ts';

/** What a browser made of a 103. */
export const hintedFiles = defineFigure({
  id: 'hinted-files',
  summary: 'How many files that the newest 103 names were asked for before the final response.',
  args: v.strictObject({ origin: originArg }),
  read(trace, { origin }) {
    const newest = hintedPages(trace, origin).findLast(({ page }) => page.status !== undefined);
    if (!newest) return undefined;
    const { length } = newest.early;
    return { text: counted(length, 'file'), value: length, evidence: { frame: newest.interim } };
  },
});
