import type { NewEvent } from './event-log.ts';
import { TEXT_TOKENS } from './token-text.ts';

const SYMBOLS = ['ALFA', 'BRVO', 'CHRL'] as const;
const ITEMS = ['tea', 'coffee', 'cocoa', 'milk', 'sugar'] as const;
const ORDER_STATES = ['placed', 'paid', 'sent'] as const;
/** A job takes so many events; the last one says that it is done. */
const JOB_STEPS = 5;

const item = <T>(list: readonly [T, ...T[]], n: number): T => list[n % list.length] ?? list[0];

/** Two decimals are enough for a price. */
const round = (value: number): number => Math.round(value * 100) / 100;

/**
 * What the named feeds say. Event `n` counts from 1, and is the same every time: two runs can be compared byte by byte.
 *
 * - `ticker`: unnamed, JSON `{"symbol", "price"}`.
 * - `orders`: named `order`, JSON `{"order", "item", "state"}`.
 * - `jobs`: named `progress` or `done`, text of two lines.
 * - `tokens`: unnamed, a few characters of a text, which ends with `[DONE]` and begins again.
 */
export const FEED_CONTENTS = {
  ticker: (n) => ({
    data: JSON.stringify({ symbol: item(SYMBOLS, n), price: round(100 + 10 * Math.sin(n / 7)) }),
  }),
  orders: (n) => ({
    event: 'order',
    data: JSON.stringify({
      order: 1_000 + Math.floor(n / ORDER_STATES.length),
      item: item(ITEMS, Math.floor(n / ORDER_STATES.length)),
      state: item(ORDER_STATES, n),
    }),
  }),
  jobs: (n) => {
    const step = ((n - 1) % JOB_STEPS) + 1;
    const job = Math.floor((n - 1) / JOB_STEPS) + 1;
    return {
      event: step === JOB_STEPS ? 'done' : 'progress',
      data: `job ${job}\n${(100 * step) / JOB_STEPS} %`,
    };
  },
  tokens: (n) => ({ data: TEXT_TOKENS[(n - 1) % (TEXT_TOKENS.length + 1)] ?? '[DONE]' }),
} as const satisfies Readonly<Record<string, (n: number) => NewEvent>>;

export type FeedName = keyof typeof FEED_CONTENTS;
export const FEED_NAMES = Object.keys(FEED_CONTENTS) as FeedName[];
