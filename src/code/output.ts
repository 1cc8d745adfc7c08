import type { FromCode, OutputEntry } from './messages.ts';

/** Lines that are kept; older ones are counted and forgotten. */
export const MOST_LINES = 300;

export interface OutputLine extends OutputEntry {
  readonly id: number;
}

export interface Output {
  readonly lines: readonly OutputLine[];
  /** How many older lines are not kept. */
  readonly forgotten: number;
}

export const NO_OUTPUT: Output = { lines: [], forgotten: 0 };

type Batch = Extract<FromCode, { type: 'batch' }>;

/** What a batch left out, in words; undefined when it left out nothing. */
function leftWords({ entries, reports }: Batch['left']): string | undefined {
  const parts = [
    entries > 0 ? `${entries.toLocaleString('en')} more lines` : undefined,
    reports > 0 ? `${reports.toLocaleString('en')} events of connections` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : `${parts.join(' and ')} came too fast and were left out.`;
}

/** Takes in new lines. One that says what the last one said only counts it up. */
export function appendEntries({ lines, forgotten }: Output, entries: readonly OutputEntry[]): Output {
  const all = [...lines];
  let nextId = (lines.at(-1)?.id ?? 0) + 1;
  for (const entry of entries) {
    const last = all.at(-1);
    if (last && last.text === entry.text && last.level === entry.level)
      all[all.length - 1] = { ...last, count: last.count + entry.count };
    else all.push({ ...entry, id: nextId++ });
  }
  const over = Math.max(0, all.length - MOST_LINES);
  return { lines: all.slice(over), forgotten: forgotten + over };
}

/** Takes in what the worker sent. */
export function appendBatch(output: Output, { entries, left }: Batch): Output {
  const text = leftWords(left);
  return appendEntries(
    output,
    text === undefined ? entries : [...entries, { level: 'warn', text, count: 1 }],
  );
}
