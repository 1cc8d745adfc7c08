import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Failure, Job, Tally } from './run.ts';
import type { WorkerInput } from './worker.ts';

/** Cases that one worker runs before it ends: few enough to see progress, many enough not to see its start. */
const CASES_A_JOB = 50_000;
/** A single case that takes longer than this hangs: it takes a hundredth of a millisecond otherwise. */
const HANG_MS = 20_000;

/** A thread does not take over the loader of TypeScript: it registers its own first. */
const START = `
  import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
    .then(({ register }) => { register(); return import(${JSON.stringify(new URL('./worker.ts', import.meta.url).href)}); });
`;

/** Runs one job in a thread of its own, and ends the thread when a case never does. */
async function runJob(job: Job): Promise<Tally | Failure> {
  const at = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const place = new Float64Array(at);
  place[0] = -1;
  const input: WorkerInput = { job, at };
  const worker = new Worker(START, { eval: true, workerData: input });
  let last = -1;
  let hung: Failure | undefined;
  const watch = setInterval(() => {
    const index = place[0] as number;
    if (index === last && index >= 0) {
      hung = { subject: job.subject, seed: job.seed, case: index, reason: 'It never ended.', hex: '' };
      void worker.terminate();
    }
    last = index;
  }, HANG_MS);
  try {
    const outcome = await Promise.race([
      once(worker, 'message').then(([message]) => message as Tally | Failure),
      once(worker, 'exit').then(() => undefined),
    ]);
    if (outcome) return outcome;
    if (hung) return hung;
    throw new Error(`The worker for ${job.subject} ended without an outcome.`);
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

export interface Campaign {
  readonly subject: string;
  readonly seed: number;
  readonly first: number;
  readonly cases: number;
}

/** How a campaign ended: every case ran, or the first failure by case number. */
export interface CampaignResult extends Tally {
  readonly subject: string;
  readonly failure: Failure | undefined;
  /** Time spent in its jobs, all threads added up. */
  readonly ms: number;
}

/** Runs campaigns side by side, one thread a core. `progress` hears of each job that is done. */
export async function runCampaigns(
  campaigns: readonly Campaign[],
  progress: (subject: string, done: number, of: number) => void = () => undefined,
): Promise<CampaignResult[]> {
  const results = campaigns.map(({ subject }) => ({
    subject,
    cases: 0,
    bytes: 0,
    ms: 0,
    failures: [] as Failure[],
  }));
  const queue = campaigns.flatMap(({ subject, seed, first, cases }, index) =>
    Array.from({ length: Math.ceil(cases / CASES_A_JOB) }, (_, part) => {
      const from = first + part * CASES_A_JOB;
      return { index, job: { subject, seed, first: from, end: Math.min(from + CASES_A_JOB, first + cases) } };
    }),
  );
  const takeJobs = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const result = results[next.index];
      if (!result || result.failures.length > 0) continue;
      const start = performance.now();
      const outcome = await runJob(next.job);
      result.ms += performance.now() - start;
      if ('reason' in outcome) result.failures.push(outcome);
      else {
        result.cases += outcome.cases;
        result.bytes += outcome.bytes;
      }
      progress(result.subject, result.cases, campaigns[next.index]?.cases ?? 0);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, takeJobs));
  return results.map(({ failures, ...result }) => ({
    ...result,
    failure: failures.toSorted((one, other) => one.case - other.case)[0],
  }));
}
