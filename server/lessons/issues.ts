import * as v from 'valibot';

/** A validation issue as authors read it: `goals.0.args.atLeast: Invalid type: …`. */
export function issueText(issue: v.BaseIssue<unknown>, prefix = ''): string {
  const path = [prefix, v.getDotPath(issue) ?? ''].filter((part) => part !== '').join('.');
  const expected = issue.expected === 'never' ? 'There is no such key.' : issue.message;
  return path === '' ? expected : `${path}: ${expected}`;
}

/** Checks the arguments of a check, a figure or a tag; gives back the issues as texts, none when all is well. */
export function argumentIssues(schema: v.GenericSchema, args: unknown, prefix: string): string[] {
  const parsed = v.safeParse(schema, args);
  return parsed.success ? [] : parsed.issues.map((issue) => issueText(issue, prefix));
}
