import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Unmeasurable } from '../figure.ts';

const run = promisify(execFile);

/** Runs a program that must be installed and gives what it printed. Throws Unmeasurable when it is not there. */
export async function runTool(
  command: string,
  args: readonly string[],
  debianPackage: string,
): Promise<string> {
  if (spawnSync(command, ['--version']).error) {
    throw new Unmeasurable(`${command} is not installed (Debian: apt-get install ${debianPackage}).`);
  }
  const { stdout } = await run(command, [...args], { maxBuffer: 512 * 1024 * 1024 });
  return stdout;
}
