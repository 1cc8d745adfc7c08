import * as v from 'valibot';
import { originArg } from './args.ts';
import { defineCheck, judge } from './check.ts';
import { hintedPages } from './early-hints.ts';
import { whyCannotTell } from './reachable.ts';
import { counted } from './words.ts';

/** A 103 came, and then the final response: what the client made of it is seen. */
export const earlyHintsSent = defineCheck({
  id: 'early-hints-sent',
  summary:
    'A page was answered with a 103 and then with its final response, whatever the client made of the 103.',
  args: v.strictObject({ origin: originArg }),
  check(trace, { origin }) {
    const pages = hintedPages(trace, origin);
    const whole = pages.find(({ page }) => page.status !== undefined);
    const shown = whole ?? pages.at(-1);
    const early = whole?.early.length ?? 0;
    return judge(
      [
        {
          label: 'a 103 came',
          met: shown !== undefined,
          reason: 'No response with status 103 has come so far.',
          evidence: shown && { frame: shown.interim },
        },
        {
          label: 'then the final response',
          met: whole !== undefined,
          reason: 'The final response has not come so far.',
          evidence: whole?.page.responseFrame === undefined ? undefined : { frame: whole.page.responseFrame },
        },
      ],
      `Between the 103 and the final response the browser asked for ${counted(early, 'file')} it names.`,
      whyCannotTell(trace, origin),
    );
  },
});
