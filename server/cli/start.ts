import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveRecordings } from '../app/recordings.ts';
import { createStaticPage } from '../app/static.ts';
import { createClock } from '../clock.ts';
import { createLab, type Lab, type LabOptions } from '../lab.ts';
import { tryUpstream } from '../relay/upstream.ts';
import type { UpstreamAddress } from '../relay/upstream-address.ts';
import { VERSION } from '../version.ts';
import { openBrowser } from './browser.ts';
import { parseStartOptions } from './options.ts';

/** The exit code of a program that ended by SIGINT. */
const INTERRUPTED = 130;

/** The built page lies beside the built server, and under dist when the server runs from its sources. */
const PAGE_FOLDERS = ['../page', '../../dist/page'] as const;

const noPage = (): Promise<boolean> => Promise.resolve(false);

/** `wire101 start`: runs until a signal ends it. Answers with the exit code. */
export async function start(
  args: readonly string[],
  page: LabOptions['page'] = (headers) => createStaticPage(pageFolder(), headers),
): Promise<number> {
  const options = parseStartOptions(args);
  const { recordingsFolder } = options;
  const lab = await createLab({
    basePort: options.port,
    host: options.host,
    dataFolder: options.dataFolder,
    recordFile: options.recordFile,
    upstream: options.upstream,
    nginx: true,
    page:
      recordingsFolder === undefined
        ? page
        : async (headers) => serveRecordings(recordingsFolder, (await page?.(headers)) ?? noPage),
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
  await lab.close();
  return 0;
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

function pageFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const isBuilt = path.basename(here) !== 'cli';
  return path.resolve(here, PAGE_FOLDERS[isBuilt ? 0 : 1]);
}
