import * as v from 'valibot';
import { countArg, originArg } from '../checks/args.ts';
import { exchangesOn, frameBytes } from '../checks/exchanges.ts';
import { defineFigure, bytesReading } from './figure.ts';

const PARTS = ['request-head', 'response-head'] as const;

/** How many bytes a head has on the wire: all of an HTTP/1.1 head, or a HEADERS frame with its header. */
export const headBytes = defineFigure({
  id: 'head-bytes',
  summary: 'The bytes of a request’s or a response’s head on the wire, of the n-th exchange over an origin.',
  args: v.strictObject({
    origin: originArg,
    part: v.pipe(v.picklist(PARTS), v.description('Whose head.')),
    path: v.optional(v.pipe(v.string(), v.startsWith('/'), v.description('Only requests for this path.'))),
    number: v.optional(countArg('Which exchange; counts from 1.'), 1),
  }),
  read(trace, { origin, part, path, number }) {
    const exchange = exchangesOn(trace, { origin, path })[number - 1];
    const frame = part === 'request-head' ? exchange?.requestFrame : exchange?.responseFrame;
    return frame === undefined ? undefined : bytesReading(frameBytes(trace, frame), { frame });
  },
});
