import * as v from 'valibot';
import { bytesArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';

/** A header block began with a Dynamic Table Size Update. */
export const headerTableResized = defineCheck({
  id: 'header-table-resized',
  summary: 'A header block carried a Dynamic Table Size Update (RFC 7541 §6.3), to at most so many bytes.',
  args: v.strictObject({
    atMost: v.optional(bytesArg('The new size, at most. Left out: any size.')),
  }),
  check(trace, { atMost = Number.POSITIVE_INFINITY }) {
    const blocks = exchangesOn(trace, { origin: 'http2' }).flatMap(({ requestFrame, responseFrame }) =>
      [requestFrame, responseFrame].filter((row) => row !== undefined),
    );
    let other: number | undefined;
    for (const row of blocks) {
      const update = trace.headerBlocks.get(row)?.sizeUpdates.at(-1);
      if (!update) continue;
      if (update.maxSize <= atMost) {
        return met(`A header block set the dynamic table to ${update.maxSize.toLocaleString('en')} bytes.`, {
          frame: row,
        });
      }
      other = row;
    }
    return (
      whyCannotTell(trace, 'http2') ??
      notYet(
        other === undefined
          ? 'No header block has changed the size of the dynamic table so far.'
          : 'The dynamic table was resized, to more than was wanted.',
        other === undefined ? {} : { frame: other },
      )
    );
  },
});
