import * as v from 'valibot';
import { originArg } from '../checks/args.ts';
import { wireBytes } from '../checks/exchanges.ts';
import { polls } from '../checks/polls.ts';
import { bytesReading, defineFigure } from './figure.ts';

const FIGURES = ['useful-share', 'bytes', 'useful-bytes', 'requests', 'empty', 'bytes-per-empty'] as const;

const pathArg = v.optional(
  v.pipe(v.picklist(['/poll', '/long-poll']), v.description('Which endpoint is polled.')),
  '/poll',
);

/** What polling cost so far: bytes of whole exchanges, heads included, against the content of answers that had events. */
export const polling = defineFigure({
  id: 'polling',
  summary:
    'What polling cost so far: the share of useful bytes in percent, bytes, useful bytes, requests, empty answers, bytes per empty answer.',
  args: v.strictObject({
    origin: originArg,
    what: v.pipe(v.picklist(FIGURES), v.description('Which of them.')),
    path: pathArg,
  }),
  read(trace, { origin, what, path }) {
    const all = polls(trace, origin, path);
    const last = all.at(-1);
    if (!last) return undefined;
    const empty = all.filter(({ ids }) => ids.length === 0);
    const sum = (list: typeof all): number =>
      list.reduce((total, { exchange }) => total + wireBytes(trace, exchange), 0);
    const useful = all.reduce((total, { usefulBytes }) => total + usefulBytes, 0);
    const evidence = { frame: last.exchange.requestFrame };
    const emptyFrame = empty.at(-1)?.exchange.requestFrame;
    switch (what) {
      case 'useful-share': {
        const percent = Math.round((useful / sum(all)) * 1_000) / 10;
        return { text: `${percent} %`, value: percent, evidence };
      }
      case 'bytes':
        return bytesReading(sum(all), evidence);
      case 'useful-bytes':
        return bytesReading(useful, evidence);
      case 'requests':
        return { text: String(all.length), value: all.length, evidence };
      case 'empty':
        return emptyFrame === undefined
          ? undefined
          : { text: String(empty.length), value: empty.length, evidence: { frame: emptyFrame } };
      case 'bytes-per-empty':
        return emptyFrame === undefined
          ? undefined
          : bytesReading(Math.round(sum(empty) / empty.length), { frame: emptyFrame });
    }
  },
});
