import * as v from 'valibot';
import { originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';
import { duration } from './words.ts';

/** The page of /early-hints came without a 103 before it. */
export const earlyHintsAbsent = defineCheck({
  id: 'early-hints-absent',
  summary: 'The page /early-hints was answered without a 103, for comparison.',
  args: v.strictObject({ origin: originArg }),
  check(trace, { origin }) {
    const pages = exchangesOn(trace, { origin, path: '/early-hints' });
    const plain = pages.find(({ interim, status }) => interim.length === 0 && status === 200);
    if (plain) {
      const after = duration((plain.respondedAt ?? 0) - plain.startedAt);
      return met(`The page came after ${after}, and nothing before it.`, {
        frame: plain.responseFrame ?? plain.requestFrame,
      });
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        pages.length === 0
          ? 'The page /early-hints has not been opened so far.'
          : 'A 103 came before every page so far.',
      )
    );
  },
});
