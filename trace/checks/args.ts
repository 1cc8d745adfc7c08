import * as v from 'valibot';
import { originIdSchema } from '../../contract/origin.ts';

/** Arguments that several checks and figures share, described for authors. */
export const originArg = v.pipe(originIdSchema, v.description('Which of the lab’s origins.'));

/** A whole number of at least one, with its description. */
export const countArg = (description: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(1), v.description(description));

/** A time in milliseconds, with its description. */
export const millisecondsArg = (description: string) =>
  v.pipe(v.number(), v.minValue(0), v.description(description));
