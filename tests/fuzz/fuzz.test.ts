import { beforeAll, describe, expect, test } from 'vitest';
import { CASES, casesOf, CHECK_SEED, SUBJECT_NAMES } from './cases.ts';
import { law } from './laws.ts';
import { runCampaigns, type CampaignResult } from './pool.ts';
import { Random } from './random.ts';
import { describeFailure } from './report.ts';
import { runCases } from './run.ts';
import type { Subject } from './subject.ts';

describe('under random input', () => {
  let results: readonly CampaignResult[] = [];
  beforeAll(async () => {
    const seed = CHECK_SEED;
    const campaigns = SUBJECT_NAMES.map((subject) => ({
      subject,
      seed,
      first: 0,
      cases: casesOf(subject, CASES.check),
    }));
    results = await runCampaigns(campaigns);
  }, 600_000);

  test.each(SUBJECT_NAMES)('%s keeps every law in every case', (name) => {
    const result = results.find(({ subject }) => subject === name);
    expect(result?.failure && describeFailure(result.failure)).toBeUndefined();
    expect(result?.cases).toBe(casesOf(name, CASES.check));
  });
});

describe('the runner of random cases', () => {
  /* Breaks its law when the input begins with a byte below 4. */
  const faulty: Subject = {
    name: 'faulty',
    check(random, note) {
      const input = random.bytes(3);
      note(input);
      law((input[0] as number) >= 4, 'The first byte is large', () => `It is ${input[0]}`);
    },
  };
  const job = { subject: 'faulty', seed: 7, first: 0, end: 10_000 };

  test('names the case that broke a law, and its bytes', () => {
    const failure = runCases(faulty, job);
    expect(failure).toMatchObject({ subject: 'faulty', seed: 7 });
    if (!('reason' in failure)) throw new Error('No case failed.');
    expect(failure.reason).toMatch(/^The first byte is large\. It is [0-3]$/);
    expect(failure.hex).toMatch(/^0[0-3]( [0-9a-f]{2}){2}$/);
    expect(describeFailure(failure)).toContain(`--seed 7 --case ${failure.case}`);
  });

  test('runs a case alone as it ran among others', () => {
    const failure = runCases(faulty, job);
    if (!('reason' in failure)) throw new Error('No case failed.');
    expect(runCases(faulty, { ...job, first: failure.case, end: failure.case + 1 })).toEqual(failure);
    expect(runCases(faulty, { ...job, end: failure.case })).toMatchObject({ cases: failure.case });
  });

  test('repeats its numbers for a seed, and has others for another', () => {
    const first = (seed: number, index: number): number[] => {
      const random = new Random();
      random.reset(seed, 1, index);
      return [random.next(), random.next(), random.next()];
    };
    expect(first(1, 5)).toEqual(first(1, 5));
    expect(first(1, 5)).not.toEqual(first(2, 5));
    expect(first(1, 5)).not.toEqual(first(1, 6));
    expect(first(1, 5)).not.toEqual(first(1, 5 + 2 ** 32));
  });
});
