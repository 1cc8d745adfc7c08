import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './tests/setup/reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{wire,contract,trace,server,src,bench}/**/*.test.ts'],
          /* Most of a file's time was loading what others had loaded already: a quarter of the time without. */
          isolate: false,
          /* Some use real sockets; see below. */
          retry: 1,
          environment: 'node',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'lab',
          include: ['tests/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          /* They wait for browsers most of the time: two files at once take little more than one. */
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          maxConcurrency: 3,
          /* Real browsers and ports on a busy machine: one more try tells a fault from a hiccup. */
          retry: 1,
        },
      },
    ],
  },
});
