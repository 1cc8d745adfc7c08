import * as v from 'valibot';

/*
 * A herd: many clients of the lab's Node client that all come back when they lose their connection. How long each waits
 * decides whether they all knock at once.
 */

/** The most clients of a herd that run at once. */
export const MAX_HERD = 200;
/** Without backoff a client waits this long, every time. */
export const NO_BACKOFF_MS = 250;
/** With backoff: the first wait, and the longest. */
const BASE_MS = 500;
const LONGEST_MS = 15_000;

export const BACKOFFS = ['none', 'exponential', 'full-jitter'] as const;
export type Backoff = (typeof BACKOFFS)[number];

/** How a client comes back after a loss. `seed`: the same seed throws the same dice for the same operation. */
export const herdOptionsSchema = v.strictObject({
  backoff: v.picklist(BACKOFFS),
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4_294_967_295)), 1),
});
export type HerdOptions = v.InferOutput<typeof herdOptionsSchema>;

/** What each does, in a sentence for people. */
export const BACKOFF_TEXTS: Readonly<Record<Backoff, { readonly label: string; readonly explain: string }>> =
  {
    none: { label: 'no backoff', explain: `Each client tries again ${NO_BACKOFF_MS} ms after every loss.` },
    exponential: {
      label: 'exponential',
      explain: `The wait doubles after each failure, from ${BASE_MS} ms to ${LONGEST_MS / 1_000} s. All clients wait equally long, so they still come together.`,
    },
    'full-jitter': {
      label: 'full jitter',
      explain: `Each client waits a random time between 0 and what exponential backoff would wait, so they come one by one.`,
    },
  };

/**
 * How long to wait before the next attempt, in milliseconds. `failures` counts from 1 since the last connection that
 * opened; `random` (0 to 1) matters with full jitter only.
 */
export function reconnectDelayMs(backoff: Backoff, failures: number, random: number): number {
  if (backoff === 'none') return NO_BACKOFF_MS;
  const longest = Math.min(LONGEST_MS, BASE_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(backoff === 'full-jitter' ? longest * random : longest);
}

/** What a client of a herd says of a loss; `retryMsOf` reads the wait out of it again. */
export const lossWords = (loss: string, waitMs: number): string => `${loss}; tries again in ${waitMs} ms`;

/** The wait that `lossWords` named, in milliseconds, or undefined when the text is of another kind. */
export function retryMsOf(detail: string): number | undefined {
  const match = /; tries again in (\d+) ms$/.exec(detail);
  return match ? Number(match[1]) : undefined;
}

const HERD = 'one of a herd';

/** What a client of a herd says of itself when it begins. */
export const herdWords = ({ backoff, seed }: HerdOptions): string =>
  `${HERD}: ${BACKOFF_TEXTS[backoff].label}${backoff === 'full-jitter' ? `, seed ${seed}` : ''}`;

/** Whether the first report of an operation says that it belongs to a herd. */
export const isOfHerd = (detail: string): boolean => detail.startsWith(HERD);
