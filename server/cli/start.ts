import path from 'node:path';
import { serveRecordings } from '../app/recordings.ts';
import { createClock } from '../clock.ts';
import { createLab, type Lab, type LabOptions } from '../lab.ts';
import { tryUpstream } from '../relay/upstream.ts';
import type { OwnLessons } from '../lessons/serve-own-lessons.ts';
import type { UpstreamAddress } from '../relay/upstream-address.ts';
import { VERSION } from '../version.ts';
import { openBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';
import { parseStartOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

/** The exit code of a program that ended by SIGINT. */
const INTERRUPTED = 130;

const noPage = (): Promise<boolean> => Promise.resolve(false);

/** `wire101 start`: runs until a signal ends it. Answers with the exit code. */
export async function start(args: readonly string[], page: LabOptions['page'] = builtPage): Promise<number> {
  const options = parseStartOptions(args);
  const { recordingsFolder } = options;
  const own = await ownLessons(options.lessonsFolder);
  const lab = await createLab({
    basePort: options.port,
    host: options.host,
    dataFolder: options.dataFolder,
    recordFile: options.recordFile,
    upstream: options.upstream,
    nginx: true,
    lessonsRevision: own?.revision,
    page: async (headers) => {
      const files = (await page?.(headers)) ?? noPage;
      const withLessons = own?.serve(files) ?? files;
      return recordingsFolder === undefined ? withLessons : serveRecordings(recordingsFolder, withLessons);
    },
    report: (trouble) => console.error(trouble),
  });
  console.log(greeting(lab));
  if (options.open) {
    void openBrowser({ url: lab.app, dataFolder: options.dataFolder, spkiHash: lab.spkiHash }).then((said) =>
      console.log(`  ${said}\n`),
    );
  }
  if (options.upstream) void warnOf(options.upstream);
  await interrupted();
  console.log('\nClosing every connection. Press Ctrl-C again to end at once.');
  own?.close();
  await lab.close();
  return 0;
}

/** The lessons in the folder that `--lessons` names, and a word on the console whenever one of them is wrong. */
async function ownLessons(folder: string | undefined): Promise<OwnLessons | undefined> {
  if (folder === undefined) return undefined;
  const { openOwnLessons } = await import('../lessons/serve-own-lessons.ts');
  const { findOwnLessons } = await import('../lessons/own-lessons.ts');
  if (findOwnLessons(folder).length === 0) {
    throw new UsageError(
      `There is no lesson in ${folder}. Each has a folder of its own with a lesson.md. wire101 new-lesson ${path.join(folder, 'my-lesson')} writes one to begin with.`,
    );
  }
  let wrong = '';
  const say = (problems: string): void => {
    if (problems !== '') console.error(`These lessons are left out until they are mended:\n${problems}\n`);
    else if (wrong !== '') console.log('Every lesson of yours is in the course again.\n');
    wrong = problems;
  };
  const own = await openOwnLessons({ folder, clock: createClock(), changed: say });
  say(own.problems);
  return own;
}

/** The lab goes on without the user's server: it may be started later. */
async function warnOf(upstream: UpstreamAddress): Promise<void> {
  const unreachable = await tryUpstream(upstream, createClock());
  if (unreachable) console.error(`  ${unreachable.problem} ${unreachable.help}\n`);
}

function greeting({ app, addresses, proxy }: Lab): string {
  const { upstream } = addresses;
  return `
Wire 101 ${VERSION} is running.

  Open it in a browser   ${app}
  HTTP/1.1               ${addresses.http1}
  HTTP/2                 ${addresses.http2}
  HTTP/1.1 over TLS      ${addresses.http1tls}
  Through a proxy        ${addresses.proxy ?? ''} (${proxy.state().name})
${upstream === undefined ? '' : `  Your own server        ${upstream}, relayed to ${addresses['upstream-server'] ?? ''}\n`}
  Ctrl-C ends it.
`;
}

/** Resolves at the first signal to end. A second one ends the process at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let first = true;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (!first) process.exit(INTERRUPTED);
        first = false;
        resolve();
      });
    }
  });
}
