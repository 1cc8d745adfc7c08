import { figure, type Area } from '../figure.ts';
import { startLabProcess } from '../support/lab-process.ts';

const RUNS = 5;

/** From the command to the line that says the lab listens, with everything built. */
export const startTime: Area = {
  names: ['start.listening'],
  async measure() {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      const lab = await startLabProcess();
      times.push(performance.now() - start);
      await lab.stop();
    }
    return { 'start.listening': figure('ms', times) };
  },
};
