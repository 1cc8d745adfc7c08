/** A command that cannot be run as it was typed. Its message is the one line that people see, with the way out. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
