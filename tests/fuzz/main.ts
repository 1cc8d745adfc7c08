import { parseArgs } from 'node:util';
import { CASES, casesOf, SUBJECT_NAMES } from './cases.ts';
import { runCampaigns } from './pool.ts';
import { describeFailure } from './report.ts';

const HELP = `npm run fuzz -- [--decoder name] [--cases n] [--seed n] [--case n]

Holds every decoder to its laws with random input: chunking changes nothing, frames and spans tile, what was encoded is
decoded again, nothing throws or hangs, every diagnostic is of the closed list.
  --decoder  one of ${SUBJECT_NAMES.join(', ')}; may be given again. Default: all
  --cases    how many for each decoder. Default: ${CASES.long.toLocaleString('en-US')}
  --seed     a whole number that repeats a run. Default: another one each time
  --case     runs this one case alone`;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`--${name} ${text} is not a whole number.`);
  return value;
}

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      decoder: { ...text, multiple: true },
      cases: text,
      seed: text,
      case: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const chosen = values.decoder ?? SUBJECT_NAMES;
  const unknown = chosen.find((name) => !SUBJECT_NAMES.includes(name));
  if (unknown !== undefined) throw new RangeError(`No decoder is named ${unknown}. --help lists them.`);
  const seed = wholeNumber('seed', values.seed ?? `${Date.now() % 2 ** 31}`);
  const all = wholeNumber('cases', values.cases ?? `${CASES.long}`);
  const only = values.case === undefined ? undefined : wholeNumber('case', values.case);
  const campaigns = chosen.map((subject) =>
    only === undefined
      ? { subject, seed, first: 0, cases: casesOf(subject, all) }
      : { subject, seed, first: only, cases: 1 },
  );
  console.log(`seed ${seed}`);
  const count = (value: number): string => value.toLocaleString('en-US');
  const results = await runCampaigns(campaigns, (subject, done, of) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${subject}: ${count(done)} of ${count(of)}`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  for (const { subject, cases, bytes, ms, failure } of results) {
    const speed = cases === 0 ? '' : `${((ms * 1000) / cases).toFixed(0)} µs a case`;
    const line = [
      subject.padEnd(14),
      `${count(cases)} cases`.padStart(18),
      `${count(bytes)} bytes`.padStart(24),
      speed,
    ];
    console.log([...line, failure ? 'FAILED' : 'passed'].join('  '));
    if (failure) console.log(describeFailure(failure));
  }
  return results.some(({ failure }) => failure) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 1;
}
