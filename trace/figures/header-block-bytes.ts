import * as v from 'valibot';
import { countArg } from '../checks/args.ts';
import { requestBlocks } from '../checks/header-blocks.ts';
import { bytesReading, defineFigure } from './figure.ts';

/** The header block of a request over HTTP/2: its bytes on the wire, or those of the names and values it stands for. */
export const headerBlockBytes = defineFigure({
  id: 'header-block-bytes',
  summary:
    'The bytes of the header block of the n-th request on the newest HTTP/2 connection that carried so many.',
  args: v.strictObject({
    number: v.optional(countArg('Which request on its connection; counts from 1.'), 1),
    plain: v.optional(
      v.pipe(v.boolean(), v.description('The names and values instead, uncompressed.')),
      false,
    ),
  }),
  read(trace, { number, plain }) {
    const block = requestBlocks(trace).findLast((candidate) => candidate.number === number);
    return block && bytesReading(plain ? block.plain : block.length, { frame: block.row });
  },
});
