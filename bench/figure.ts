/** One measured figure, as `npm run --silent bench -- --json` prints it. */
export interface Figure {
  /** The median over all runs. */
  readonly value: number;
  readonly unit: string;
  /** What it was measured beside, in the same run, in the same unit. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** value / peer.value. Above 1 means more of the unit than the peer. */
  readonly ratio?: number;
  readonly runs: number;
  /** (largest - smallest) / median of the runs. */
  readonly spread: number;
  /** What it is meant to stay at or below. Left out where nothing was said. */
  readonly limit?: number;
}

/** Why a figure could not be measured here: a tool that is not installed, and how to get it. */
export class Unmeasurable extends Error {
  override readonly name = 'Unmeasurable';
}

/** An area measures one figure or several. Names are `<area>.<figure>`. */
export interface Area {
  readonly names: readonly string[];
  measure(): Promise<Readonly<Record<string, Figure>>>;
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

/** A figure from its runs, beside a peer's runs where there is one. The ratio is the median of the runs' own ratios. */
export function figure(
  unit: string,
  values: readonly number[],
  peer?: { readonly name: string; readonly values: readonly number[] },
): Figure {
  const value = median(values);
  const spread = value === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / value;
  const base = { value, unit, runs: values.length, spread };
  if (!peer) return base;
  const ratio = median(values.map((own, run) => own / (peer.values[run] ?? Number.NaN)));
  return { ...base, peer: { name: peer.name, value: median(peer.values) }, ratio };
}

/** Runs `once` and gives the rate: `units` a second. */
export async function rate(units: number, once: () => unknown): Promise<number> {
  const start = performance.now();
  await once();
  return (units / (performance.now() - start)) * 1000;
}

/** The same by the processor time of this process, so that whatever else the machine does counts for nothing. */
export function processorRate(units: number, once: () => unknown): number {
  const start = process.cpuUsage();
  once();
  const { user, system } = process.cpuUsage(start);
  return (units / (user + system)) * 1e6;
}
