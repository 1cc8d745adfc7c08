import * as v from 'valibot';
import { bytesArg, countArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { requestBlocks } from './header-blocks.ts';
import { whyCannotTell } from './reachable.ts';

/** A later request on a connection had a small header block, since the table remembered the first. */
export const headerBlockSmaller = defineCheck({
  id: 'header-block-smaller',
  summary:
    'The header block of a request that was not the first on its HTTP/2 connection had fewer bytes than given.',
  args: v.strictObject({
    bytes: bytesArg('The header block must have fewer.'),
    number: v.optional(countArg('Which request on the connection, at the earliest.'), 2),
  }),
  check(trace, { bytes, number }) {
    const later = requestBlocks(trace).filter((block) => block.number >= number);
    const smallest = later.reduce<(typeof later)[number] | undefined>(
      (best, block) => (!best || block.length < best.length ? block : best),
      undefined,
    );
    const evidence = smallest && { frame: smallest.row };
    if (smallest && smallest.length < bytes) {
      return met(
        `Request ${smallest.number} on connection ${smallest.conn}: ${smallest.length} bytes for ${smallest.plain}.`,
        evidence,
      );
    }
    return (
      whyCannotTell(trace, 'http2') ??
      notYet(
        smallest
          ? `The smallest so far has ${smallest.length} bytes; fewer than ${bytes} are wanted.`
          : `No connection has carried a request number ${number} so far.`,
        evidence,
      )
    );
  },
});
