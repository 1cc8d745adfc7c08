import { expect, test } from 'vitest';
import { findFigure } from '../figures/registry.ts';
import type { CheckResult } from './check.ts';
import { findCheck } from './registry.ts';
import { LabScript } from './testing.ts';

/** Four clients that lose their server at one second and are back at the given times. */
function herd(...back: readonly number[]): LabScript {
  const script = new LabScript().at(1);
  for (let op = 1; op <= 4; op += 1) script.ask(op, { client: 'node' }).openStream(op, op);
  script.at(1_000);
  for (let op = 1; op <= 4; op += 1) script.close(op, 'fault', 'reset');
  back.forEach((t, at) => script.at(t).openStream(10 + at, at + 1));
  return script;
}
const check = (script: LabScript, args: object): CheckResult | undefined => {
  const trace = script.trace();
  const all = { origin: 'http1', atLeast: 4, withinMs: 100, ...args };
  return findCheck('clients-came-back')?.check(trace, all, trace.lastT);
};
const TOGETHER = { together: 3 };
const SPREAD = { atMost: 2 };

test('clients that come back together are a herd', () => {
  const script = herd(3_000, 3_010, 3_020, 3_500);
  expect(check(script, TOGETHER)?.reason).toBe('Four clients came back, at most 3 of them within 100 ms.');
  expect(check(script, SPREAD)?.status).toBe('not-yet');
});

test('clients that come back one by one are spread out', () => {
  const script = herd(3_000, 3_300, 3_600, 3_900);
  expect(check(script, SPREAD)?.status).toBe('met');
  expect(check(script, TOGETHER)?.conditions?.map(({ met }) => met)).toEqual([true, false]);
});

test('nothing is said of a herd that is not all back, nor of one that lost nothing', () => {
  expect(check(herd(3_000, 3_300), SPREAD)?.reason).toBe('Two clients came back from one loss so far, of 4.');
  const script = new LabScript().at(1).ask(1).openStream(1, 1);
  expect(check(script, { ...SPREAD, atLeast: 1 })?.reason).toBe('No client has lost its stream so far.');
});

test('the peak is that of the newest loss, or of the first', () => {
  const script = herd(3_000, 3_010, 3_020, 3_500).at(6_000);
  for (const conn of [10, 11, 12, 13]) script.close(conn, 'fault', 'reset');
  [7_000, 7_300, 7_600, 7_900].forEach((t, at) => script.at(t).openStream(20 + at, at + 1));
  const read = (which: string): string | undefined => {
    const trace = script.trace();
    const args = { origin: 'http1', withinMs: 100, atLeast: 4, which };
    return findFigure('return-peak')?.read(trace, args, trace.lastT)?.text;
  };
  expect([read('first'), read('newest')]).toEqual(['3', '1']);
});
