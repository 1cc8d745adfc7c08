import * as v from 'valibot';
import type { SseFrame } from '../../wire/sse/frame.ts';
import { sseFrameAt } from '../redecode.ts';
import { originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';

/** What each field that can be asked for looks like in a decoded block. Undefined: the block has none. */
const FIELDS = {
  event: ({ event, type }: SseFrame) => (type === 'event' && event !== 'message' ? event : undefined),
  id: ({ id }: SseFrame) => id,
  retry: ({ retry }: SseFrame) => retry?.toString(),
  comment: ({ comment }: SseFrame) => comment || undefined,
  'data-lines': ({ type, data }: SseFrame) =>
    type === 'event' && data.includes('\n') ? String(data.split('\n').length) : undefined,
} as const;
type Field = keyof typeof FIELDS;

const NAMES: Readonly<Record<Field, string>> = {
  event: 'an event with a name of its own',
  id: 'an id field',
  retry: 'a retry field',
  comment: 'a comment',
  'data-lines': 'data of several lines',
};

/** An event stream carried a certain field. */
export const sseFieldSeen = defineCheck({
  id: 'sse-field-seen',
  summary:
    'An event stream carried a field: a named `event`, an `id`, a `retry`, a `comment`, or data of several lines (`data-lines`).',
  args: v.strictObject({
    origin: originArg,
    field: v.pipe(v.picklist(Object.keys(FIELDS) as [Field, ...Field[]]), v.description('Which field.')),
    value: v.optional(
      v.pipe(v.string(), v.description('Its value; of `data-lines`, how many. Left out: any.')),
    ),
  }),
  check(trace, { origin, field, value }) {
    let seen = false;
    for (const exchange of exchangesOn(trace, { origin })) {
      if (exchange.carries !== 'sse') continue;
      seen = true;
      for (const row of trace.framesOfExchange(exchange.id)) {
        if (trace.frames.layer(row) !== 'sse') continue;
        const found = FIELDS[field](sseFrameAt(trace, row));
        if (found === undefined || (value !== undefined && found !== value)) continue;
        return met(`The stream on connection ${exchange.conn} carried ${NAMES[field]}: ${found}.`, {
          frame: row,
        });
      }
    }
    const wanted = value === undefined ? NAMES[field] : `${NAMES[field]} with the value ${value}`;
    return (
      whyCannotTell(trace, origin) ??
      notYet(seen ? `No stream has carried ${wanted} so far.` : 'No event stream was opened so far.')
    );
  },
});
