import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type BrowserContext } from 'playwright-core';

const run = promisify(execFile);

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'msedge',
];

/** Where installers put a browser that is on no PATH. */
const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((variable) =>
    ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((path) =>
      join(process.env[variable] ?? 'C:\\', path),
    ),
  ),
};

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of these programs that is on the PATH, or undefined. */
export async function findProgram(...names: readonly string[]): Promise<string | undefined> {
  const ends = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      for (const end of ends) {
        const path = join(folder, name + end);
        if (folder !== '' && (await isExecutable(path))) return path;
      }
    }
  }
  return undefined;
}

/**
 * A browser of the Chromium family: the one `WIRE101_BROWSER` names, else an installed one, else Playwright's own.
 * Undefined when there is none.
 */
export async function findBrowser(): Promise<string | undefined> {
  const named = process.env['WIRE101_BROWSER'];
  if (named !== undefined && named !== '') return named;
  const installed = await findProgram(...NAMES);
  if (installed !== undefined) return installed;
  for (const path of [...(PLACES[process.platform] ?? []), chromium.executablePath()]) {
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

/** `Chromium 156.0.7000.0`, as the browser itself says. */
export async function browserVersion(path: string): Promise<string> {
  const { stdout } = await run(path, ['--version', '--no-sandbox'], { timeout: 20_000 });
  return stdout.trim();
}

/**
 * Quiet and cold: nothing but the tests' own requests leaves the browser. The sandbox needs a user that is not root.
 */
export const QUIET_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

export interface LaunchOptions {
  /** Base64 SHA-256 of the one public key to accept although no known authority signed it. */
  readonly spki?: string;
  /** Keep the profile in this folder, to open it again later. Without it: a fresh profile, deleted at the end. */
  readonly profile?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly args?: readonly string[];
}

/**
 * A browser with a profile of its own. Close what comes back to end it. Throws when no browser is installed.
 *
 * Playwright turns off third-party storage partitioning, which browsers also key their connection pools by: facts about
 * pools that depend on it need a browser started without Playwright.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<BrowserContext> {
  const executablePath = await findBrowser();
  if (executablePath === undefined) {
    throw new Error(
      'No Chrome, Chromium or Edge was found. Install one, or name it in the environment variable WIRE101_BROWSER.',
    );
  }
  const { spki, viewport = { width: 1440, height: 900 }, colorScheme = 'light' } = options;
  /* Chromium honours a pinned key only with a profile folder given; an empty name makes Playwright create one. */
  return chromium.launchPersistentContext(options.profile ?? '', {
    executablePath,
    headless: true,
    viewport,
    colorScheme,
    reducedMotion: options.reducedMotion ?? 'no-preference',
    args: [
      ...QUIET_FLAGS,
      ...(spki === undefined ? [] : [`--ignore-certificate-errors-spki-list=${spki}`]),
      ...(options.args ?? []),
    ],
  });
}
