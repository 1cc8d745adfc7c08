import * as v from 'valibot';

/** Bad input from outside. The message names the place and what is expected there. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** The value, checked. Throws InputError with the path of the first thing that is wrong; `what` names the whole. */
export function parseOrThrow<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  what: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  throw new InputError(`${path === null ? what : `${what}.${path}`}: ${issue.message}`);
}
