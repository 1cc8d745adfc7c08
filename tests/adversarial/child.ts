import { memoryUsage, resourceUsage } from 'node:process';
import type { Attack } from './attack.ts';
import { DECODER_ATTACKS } from './decoders.ts';
import { TRACE_ATTACKS } from './traces.ts';

/** One line of output for each attack. */
export interface Measured {
  readonly name: string;
  readonly limit: number;
  /** The most that was held beyond what was held before, in bytes. */
  readonly held: number;
  readonly fed: number;
  /** The largest the process has been so far, in bytes. */
  readonly peak: number;
}

const { gc } = globalThis;
if (!gc) throw new Error('Start this with --expose-gc.');
const collect = (): void => void gc();

function held(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = memoryUsage();
  return heapUsed + arrayBuffers;
}

function measure(attack: Attack): Measured {
  const before = held();
  let most = 0;
  const outcome = attack.run(() => {
    most = Math.max(most, held() - before);
  });
  return { name: attack.name, ...outcome, held: most, peak: resourceUsage().maxRSS * 1024 };
}

const attacks = process.argv[2] === 'trace' ? TRACE_ATTACKS : DECODER_ATTACKS;
for (const attack of attacks) process.stdout.write(`${JSON.stringify(measure(attack))}\n`);
