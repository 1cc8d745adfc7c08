import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Unmeasurable } from '../figure.ts';

const run = promisify(execFile);

/**
 * Runs a program that must be installed and gives what it printed. Throws Unmeasurable when it is not there, and ends it,
 * with an error, when it takes longer than `mostMs`.
 */
export async function runTool(
  command: string,
  args: readonly string[],
  debianPackage: string,
  mostMs = 0,
): Promise<string> {
  if (spawnSync(command, ['--version']).error) {
    throw new Unmeasurable(`${command} is not installed (Debian: apt-get install ${debianPackage}).`);
  }
  try {
    const { stdout } = await run(command, [...args], { maxBuffer: 512 * 1024 * 1024, timeout: mostMs });
    return stdout;
  } catch (error) {
    if (error instanceof Error && 'killed' in error && error.killed === true)
      throw new Error(`${command}: not done after ${mostMs / 1_000} s.`, { cause: error });
    throw error;
  }
}
