import * as v from 'valibot';
import type { Evidence } from '../checks/check.ts';
import { duration } from '../checks/words.ts';
import type { Trace } from '../trace.ts';

/** A number, or a few words, read off a trace, and where it was read. */
export interface Reading {
  readonly text: string;
  /** The number alone, in the unit the figure's summary names; undefined when it is words. */
  readonly value?: number;
  readonly evidence: Evidence;
}

/** Something that can be read off a trace and stands in the text of a lesson. */
export interface Figure {
  readonly id: string;
  /** One sentence for authors. */
  readonly summary: string;
  readonly args: v.GenericSchema;
  /** Undefined while the trace does not show it. `now` as for a check. Throws when `args` do not fit the schema. */
  read(trace: Trace, args: unknown, now: number): Reading | undefined;
}

/** Ties a figure's reading to the schema of its arguments. */
export function defineFigure<S extends v.GenericSchema>(definition: {
  readonly id: string;
  readonly summary: string;
  readonly args: S;
  readonly read: (trace: Trace, args: v.InferOutput<S>, now: number) => Reading | undefined;
}): Figure {
  return {
    ...definition,
    read: (trace, args, now) => definition.read(trace, v.parse(definition.args, args), now),
  };
}

/** A number of bytes: `1,024 bytes`. */
export const bytesReading = (bytes: number, evidence: Evidence): Reading => ({
  text: `${bytes.toLocaleString('en')} ${bytes === 1 ? 'byte' : 'bytes'}`,
  value: bytes,
  evidence,
});

/** A time; its value is in milliseconds. */
export const timeReading = (ms: number, evidence: Evidence): Reading => ({
  text: duration(ms),
  value: ms,
  evidence,
});

/** A bare count. */
export const countReading = (count: number, evidence: Evidence): Reading => ({
  text: count.toLocaleString('en'),
  value: count,
  evidence,
});
