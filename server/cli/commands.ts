import { SetupError } from '../setup-error.ts';
import { VERSION } from '../version.ts';
import { START_HELP } from './options.ts';
import { UsageError } from './usage-error.ts';

/** One `wire101 <name>`. */
interface Command {
  readonly name: string;
  /** How it is typed, and what it does, for --help. */
  readonly usage: string;
  readonly summary: string;
  /** Answers with the exit code. Throws UsageError or SetupError with one line for people. */
  run(args: readonly string[]): Promise<number>;
}

/** Every command. Each is loaded only when it runs. The first is meant when none is named. */
const COMMANDS: readonly [Command, ...Command[]] = [
  {
    name: 'start',
    usage: 'wire101 [start] [options]',
    summary: 'start a lab',
    run: async (args) => (await import('./start.ts')).start(args),
  },
  {
    name: 'decode',
    usage: 'wire101 decode <recording> [--json]',
    summary: 'print the frames of a recording',
    run: async (args) => (await import('./decode.ts')).decode(args),
  },
  {
    name: 'export',
    usage: 'wire101 export <recording> --out <file>',
    summary: 'write it as pcapng, HAR, text or JSON',
    run: async (args) => (await import('./export.ts')).exportRecording(args),
  },
  {
    name: 'diff',
    usage: 'wire101 diff <a> <b> [--json]',
    summary: 'say how two recordings differ',
    run: async (args) => (await import('./diff.ts')).diff(args),
  },
  {
    name: 'new-lesson',
    usage: 'wire101 new-lesson <folder>',
    summary: 'write a small lesson to begin with',
    run: async (args) => (await import('./new-lesson.ts')).newLesson(args),
  },
  {
    name: 'check-lesson',
    usage: 'wire101 check-lesson <folder> [--no-browser]',
    summary: 'check lessons, and run them in a real browser',
    run: async (args) => (await import('./check-lesson.ts')).checkLesson(args),
  },
  {
    name: 'record-lesson',
    usage: 'wire101 record-lesson <folder> [--port <number>]',
    summary: 'record lessons, to be read where no lab answers',
    run: async (args) => (await import('./record-lesson.ts')).recordLessons(args),
  },
];

/** Runs the command that the arguments name. Answers with the exit code; says what is wrong in one line. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  const isNamed = first !== undefined && !first.startsWith('-');
  try {
    if (!isNamed && args.includes('--version')) return say(VERSION);
    if (!isNamed && args.includes('--help')) return say(help());
    const command = isNamed ? COMMANDS.find(({ name }) => name === first) : COMMANDS[0];
    if (command === undefined) {
      const names = COMMANDS.map(({ name }) => name).join(', ');
      throw new UsageError(`There is no command "${first ?? ''}". There are: ${names}. See wire101 --help.`);
    }
    if (command === COMMANDS[0] && rest.includes('--help')) return say(help());
    return await command.run(isNamed ? rest : args);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof SetupError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function help(): string {
  const width = Math.max(...COMMANDS.map(({ usage }) => usage.length));
  const lines = COMMANDS.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`);
  return [START_HELP, '', 'Commands (each has a --help of its own)', ...lines].join('\n');
}

function say(text: string): number {
  console.log(text);
  return 0;
}
