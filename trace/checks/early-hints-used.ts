import * as v from 'valibot';
import { decodeUtf8 } from '../../wire/text.ts';
import { bodyOf } from '../bodies.ts';
import { originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { hintedPages } from './early-hints.ts';
import { exchangesOn } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';
import { counted, duration, sentence } from './words.ts';

/** A browser acted on 103 Early Hints. */
export const earlyHintsUsed = defineCheck({
  id: 'early-hints-used',
  summary:
    'A 103 named files, a browser asked for one of them before the final response, and its page reported the initiator `early-hints`.',
  args: v.strictObject({ origin: v.optional(originArg) }),
  check(trace, { origin }) {
    const pages = hintedPages(trace, origin);
    const used = pages.find(({ early }) => early.length > 0);
    const shown = used ?? pages.at(-1);
    const [first] = used?.early ?? [];
    const lead = duration((used?.page.respondedAt ?? 0) - (first?.startedAt ?? 0));
    const report = exchangesOn(trace, { origin, path: '/early-hints/report' }).find((exchange) =>
      decodeUtf8(bodyOf(trace, exchange, 'client-to-server', 20_000).bytes).includes('"early-hints"'),
    );
    return judge(
      [
        {
          label: 'a 103 came',
          met: shown !== undefined,
          reason: 'No response with status 103 has come so far.',
          evidence: shown && { frame: shown.interim },
        },
        {
          label: 'a named file was asked for early',
          met: used !== undefined,
          reason: 'No file that the 103 names was asked for before the final response.',
          evidence: first && { frame: first.requestFrame },
        },
        {
          label: 'the browser says so',
          met: report !== undefined,
          reason: 'The page has not reported a file with the initiator early-hints so far.',
          evidence: first && { frame: first.requestFrame },
        },
      ],
      `${sentence(counted(used?.early.length ?? 0, 'file'))} asked for after the 103, the first ${lead} before the final response.`,
      whyCannotTell(trace, origin ?? 'http2'),
    );
  },
});
