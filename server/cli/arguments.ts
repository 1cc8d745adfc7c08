import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage-error.ts';

/** Reads arguments as `node:util` does. Throws UsageError for one that is not known, with where to find help. */
export function parseArguments<T extends ParseArgsConfig>(config: T, help: string) {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node's message begins with what is wrong and goes on with advice about `--` that does not help here.
    const [reason] = (error as Error).message.split('. ', 1);
    throw new UsageError(`${reason?.replace(/\.$/, '') ?? 'Unknown option'}. See ${help} --help.`);
  }
}
