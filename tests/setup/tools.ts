import { spawn } from 'node:child_process';
import { browserVersion, findBrowser, findProgram } from './browser.ts';
import { findFirefox } from './firefox.ts';

/*
 * Runs before the tests: looks for the programs they compare with, installs what is missing where that is possible
 * without asking (Debian, as root), and says what will be skipped otherwise.
 */
interface Tool {
  readonly name: string;
  /** What is not tested without it. */
  readonly for: string;
  readonly debianPackage: string;
  find(): Promise<string | undefined>;
}

const TOOLS: readonly Tool[] = [
  {
    name: 'Chrome, Chromium or Edge',
    for: 'the tests in a browser',
    debianPackage: 'chromium',
    find: findBrowser,
  },
  {
    name: 'tshark',
    for: 'comparing our frames with those of tshark',
    debianPackage: 'tshark',
    find: () => findProgram('tshark'),
  },
  {
    name: 'Firefox',
    for: 'lessons, endpoints and facts in Firefox, and comparing its sessions with those of tshark',
    debianPackage: 'firefox-esr',
    find: findFirefox,
  },
  {
    name: 'nghttp',
    for: 'comparing sessions of the nghttp2 client',
    debianPackage: 'nghttp2-client',
    find: () => findProgram('nghttp'),
  },
  {
    name: 'curl',
    for: 'the terminal commands of the lessons, and sessions of curl',
    debianPackage: 'curl',
    find: () => findProgram('curl'),
  },
  {
    name: 'nginx',
    for: 'what a real proxy does to event streams and WebSockets',
    debianPackage: 'nginx',
    find: () => findProgram('nginx'),
  },
];

async function missing(): Promise<Tool[]> {
  const found = await Promise.all(TOOLS.map((tool) => tool.find()));
  return TOOLS.filter((_, i) => found[i] === undefined);
}

/** Runs a program with its output in ours; resolves with whether it ended well. */
function runs(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

async function install(tools: readonly Tool[]): Promise<void> {
  const packages = tools.map((tool) => tool.debianPackage);
  console.log(`Installing ${packages.join(', ')} …`);
  const updated = await runs('apt-get', ['update', '-qq']);
  if (!updated) console.log('apt-get update failed; trying with the lists there are.');
  const options = ['install', '-y', '-qq', '--no-install-recommends'];
  if (await runs('apt-get', [...options, ...packages])) return;
  /* One package that does not exist keeps all from being installed: try them alone. */
  for (const name of packages) await runs('apt-get', [...options, name]);
}

let absent = await missing();
const canInstall = process.getuid?.() === 0 && (await findProgram('apt-get')) !== undefined;
if (absent.length > 0 && canInstall) {
  await install(absent);
  absent = await missing();
}

const browser = await findBrowser();
if (browser !== undefined) console.log(`Browser: ${await browserVersion(browser)} (${browser})`);
for (const tool of absent) {
  console.log(
    `SKIPPED: ${tool.for}, because ${tool.name} is not installed. On Debian: apt-get install ${tool.debianPackage}`,
  );
}
