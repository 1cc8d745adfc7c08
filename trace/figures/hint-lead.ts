import * as v from 'valibot';
import { hintedPages } from '../checks/early-hints.ts';
import { originArg } from '../checks/args.ts';
import { defineFigure, timeReading } from './figure.ts';

/** How much earlier a file was asked for because of a 103. */
export const hintLead = defineFigure({
  id: 'hint-lead',
  summary: 'How long before the final response the first file that a 103 names was asked for.',
  args: v.strictObject({ origin: v.optional(originArg) }),
  read(trace, { origin }) {
    const used = hintedPages(trace, origin).findLast(({ early }) => early.length > 0);
    const [first] = used?.early ?? [];
    if (!used || !first || used.page.respondedAt === undefined) return undefined;
    return timeReading(used.page.respondedAt - first.startedAt, { frame: first.requestFrame });
  },
});
