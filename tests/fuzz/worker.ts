import { parentPort, workerData } from 'node:worker_threads';
import { SUBJECTS } from './registry.ts';
import { runCases, type Failure, type Job, type Tally } from './run.ts';

/** What a worker is started with: its job, and where it writes the number of the case it is at. */
export interface WorkerInput {
  readonly job: Job;
  readonly at: SharedArrayBuffer;
}

const { job, at } = workerData as WorkerInput;
const place = new Float64Array(at);
const subject = SUBJECTS.find(({ name }) => name === job.subject);
if (!subject) throw new RangeError(`No decoder is named ${job.subject}.`);
const outcome: Tally | Failure = runCases(subject, job, (index) => {
  place[0] = index;
});
parentPort?.postMessage(outcome);
