import { FAULT_TYPES, FAULTS, type FaultType } from '../../contract/faults.ts';
import { ORIGIN_IDS, type OriginId } from '../../contract/origin.ts';
import type { Random } from '../fuzz/random.ts';
import type { Page } from '../support/control-page.ts';

/** On an origin whose ids are accounted for, no byte may be another than was sent. */
const CORRUPTING: readonly FaultType[] = ['corrupt'];
const ACCOUNTED: readonly OriginId[] = ['http1', 'http2'];

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A fault of that type, with values around those its form begins with. */
function randomFault(type: FaultType, random: Random): Record<string, unknown> {
  const values = FAULTS[type].fields.map((field): [string, unknown] => {
    if (field.kind === 'text') return [field.name, field.default];
    if (field.kind === 'choice')
      return [field.name, field.options[random.below(field.options.length)]?.value];
    const factor = 10 ** (random.below(200) / 100 - 1);
    const value = Math.round(Math.max(field.default, 10) * factor);
    return [field.name, Math.min(Math.max(value, field.min), field.max)];
  });
  return { type, ...Object.fromEntries(values) };
}

export interface Counts {
  readonly faults: Record<string, number>;
  settings: number;
  cleared: number;
}

/** Some seconds with a fault on an origin, some without, until `signal`. */
export async function troubleOrigin(
  page: Page,
  origin: OriginId,
  random: Random,
  counts: Counts,
  signal: AbortSignal,
): Promise<void> {
  const types = FAULT_TYPES.filter((type) => !(ACCOUNTED.includes(origin) && CORRUPTING.includes(type)));
  while (!signal.aborted) {
    const type = types[random.below(types.length)] ?? 'cut';
    const answer = await page.ask({ type: 'apply-origin-fault', origin, fault: randomFault(type, random) });
    if (!answer.ok) throw new Error(`${type} on ${origin}: ${answer.error}`);
    counts.faults[type] = (counts.faults[type] ?? 0) + 1;
    await wait(500 + random.below(5_500));
    if (!FAULTS[type].momentary) await page.ask({ type: 'remove-origin-fault', origin, fault: type });
    await wait(1_000 + random.below(5_000));
  }
}

/** Turns the server's switches, all but replay, until `signal`; now and then begins a new recording. */
export async function turnSwitches(
  page: Page,
  random: Random,
  counts: Counts,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const settings = [
      { heartbeatMs: 100 + random.below(5_000) },
      { feedIntervalMs: 50 + random.below(250) },
      { feedPayloadBytes: random.below(500) },
      { maxConcurrentStreams: 1 + random.below(100) },
      { retryMs: random.below(2_000) },
      { earlyHints: random.below(2) === 0 },
    ][random.below(6)];
    const answer = await page.ask({ type: 'change-settings', settings });
    if (!answer.ok) throw new Error(`${JSON.stringify(settings)}: ${answer.error}`);
    counts.settings += 1;
    if (random.below(15) === 0) {
      await page.ask({ type: 'clear' });
      counts.cleared += 1;
    }
    await wait(500 + random.below(4_500));
  }
}

/** Takes every fault off, and puts the switches that the memory depends on where they were. */
export async function calm(page: Page): Promise<void> {
  for (const origin of ORIGIN_IDS) {
    for (const fault of FAULT_TYPES) await page.ask({ type: 'remove-origin-fault', origin, fault });
  }
  await page.ask({
    type: 'change-settings',
    settings: { feedIntervalMs: 100, feedPayloadBytes: 0, heartbeatMs: 15_000, maxConcurrentStreams: 100 },
  });
}
