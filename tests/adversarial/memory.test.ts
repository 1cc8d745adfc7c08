import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { MiB } from './attack.ts';
import type { Measured } from './child.ts';
import { DECODER_ATTACKS } from './decoders.ts';
import { TRACE_ATTACKS } from './traces.ts';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

/*
 * What is held is measured after a garbage collection, so the figures do not depend on when one happens. A process of its
 * own has a heap that is too small for an attack that succeeds.
 */
async function measure(kind: 'decoders' | 'trace', heapMiB: number): Promise<Measured[]> {
  const options = ['--expose-gc', `--max-old-space-size=${heapMiB}`, '--import', 'tsx'];
  const { stdout } = await run(process.execPath, [...options, CHILD, kind], { timeout: 300_000 });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Measured);
}

const over = (measured: readonly Measured[]): Measured[] =>
  measured.filter(({ held, limit }) => held > limit);

test('decoders hold no more than their named limits, whatever they are fed', async () => {
  const measured = await measure('decoders', 192);
  expect(measured.map(({ name }) => name)).toEqual(DECODER_ATTACKS.map(({ name }) => name));
  expect(over(measured)).toEqual([]);
  expect(Math.max(...measured.map(({ peak }) => peak))).toBeLessThan(512 * MiB);
}, 300_000);

test('a trace holds the bytes, a row for each frame and what is bounded, whatever it is fed', async () => {
  const measured = await measure('trace', 640);
  expect(measured.map(({ name }) => name)).toEqual(TRACE_ATTACKS.map(({ name }) => name));
  expect(over(measured)).toEqual([]);
}, 300_000);
