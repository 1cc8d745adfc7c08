import * as v from 'valibot';
import { DIRECTIONS } from '../../contract/direction.ts';
import { originIdSchema } from '../../contract/origin.ts';

/** Arguments that several checks and figures share, described for authors. */
export const originArg = v.pipe(originIdSchema, v.description('Which of the lab’s origins.'));

/** A whole number of at least one, with its description. */
export const countArg = (description: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(1), v.description(description));

/** A time in milliseconds, with its description. */
export const millisecondsArg = (description: string) =>
  v.pipe(v.number(), v.minValue(0), v.description(description));

/** Which way something went; any way when it is left out. */
export const directionArg = v.optional(
  v.pipe(v.picklist(DIRECTIONS), v.description('Only this way. Left out: any.')),
);

/** A number of bytes, with its description. */
export const bytesArg = (description: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(0), v.description(description));

/** A text of at least one character, with its description. */
export const textArg = (description: string) =>
  v.pipe(v.string(), v.minLength(1), v.description(description));

/** An error code of HTTP/2 (RFC 9113 §7). */
export const errorCodeArg = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(0), v.description('The error code. Left out: any.')),
);
