import { homedir } from 'node:os';
import path from 'node:path';
import type { ParseArgsConfig } from 'node:util';
import { parseUpstream, type UpstreamAddress } from '../relay/upstream-address.ts';
import { parseArguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_PORT = 5100;
/** The origins take the five ports after the application's. */
const LAST_PORT = 65_530;

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  record: { type: 'string' },
  recordings: { type: 'string' },
  lessons: { type: 'string' },
  upstream: { type: 'string' },
  'upstream-insecure': { type: 'boolean', default: false },
  'no-open': { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

export const START_HELP = `wire101 [start] [options]

Starts a lab and opens a browser that trusts it.
  --port <number>   port of the application, the origins take the next five (${DEFAULT_PORT}; 0: any free ones)
  --host <address>  address to listen on (loopback only)
  --no-open         do not open a browser
  --data <folder>   where certificates and the browser's profile are kept
  --record <file>   write the whole recording to a file
  --recordings <folder>  serve the recordings in it to the page, at /recordings/<name>.w101
  --lessons <folder>  add your own lessons to the course; they are read again when they change
  --upstream <url>  your own server, such as http://localhost:3000: an origin relays to it and records both sides
  --upstream-insecure  accept any certificate of your server
  --help            this text
  --version         the version`;

export interface StartOptions {
  readonly port: number;
  readonly host: string | undefined;
  readonly dataFolder: string;
  readonly recordFile: string | undefined;
  readonly recordingsFolder: string | undefined;
  readonly lessonsFolder: string | undefined;
  readonly upstream: UpstreamAddress | undefined;
  readonly open: boolean;
}

/** Reads the options of `wire101 start`. Throws UsageError with the way out. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parse(args);
  return {
    port: values.port === undefined ? DEFAULT_PORT : parsePort(values.port),
    host: values.host,
    dataFolder: path.resolve(values.data ?? defaultDataFolder()),
    recordFile: values.record === undefined ? undefined : path.resolve(values.record),
    recordingsFolder: values.recordings === undefined ? undefined : path.resolve(values.recordings),
    lessonsFolder: values.lessons === undefined ? undefined : path.resolve(values.lessons),
    upstream: readUpstream(values.upstream, values['upstream-insecure']),
    open: !values['no-open'],
  };
}

function parse(args: readonly string[]) {
  return parseArguments(
    { args: [...args], options: OPTIONS, strict: true, allowPositionals: false },
    'wire101',
  );
}

/** Throws UsageError for what is no port, or has no room for the origins behind it. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= LAST_PORT) return port;
  throw new UsageError(`--port takes a whole number from 0 to ${LAST_PORT}, not "${text}".`);
}

function readUpstream(text: string | undefined, insecure: boolean): UpstreamAddress | undefined {
  if (text === undefined) {
    if (insecure) throw new UsageError('--upstream-insecure goes with --upstream <url>.');
    return undefined;
  }
  const address = parseUpstream(text, insecure);
  if (typeof address === 'string') throw new UsageError(`--upstream: ${address}`);
  return address;
}

/** Where programs of this operating system keep what they need again. */
export function defaultDataFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'wire101');
  if (platform === 'win32') {
    return path.join(env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'wire101');
  }
  // The XDG Base Directory Specification: a relative path there is invalid and ignored.
  const xdg = env['XDG_DATA_HOME'];
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'share');
  return path.join(base, 'wire101');
}
