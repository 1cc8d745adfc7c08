import { spawn } from 'node:child_process';
import path from 'node:path';

export interface BrowserRequest {
  readonly url: string;
  readonly dataFolder: string;
  /** The key of the TLS origins: base64 SHA-256 of its SubjectPublicKeyInfo. */
  readonly spkiHash: string;
}

/**
 * Opens a browser and answers in one line what happened. A Chromium-family browser gets a profile of its own in which
 * exactly the lab's key is trusted, so that HTTP/2 works without a click. The browser is the user's from then on: it
 * outlives the lab.
 */
export async function openBrowser(request: BrowserRequest): Promise<string> {
  if (!hasDisplay()) return `No display was found here. Open ${request.url} in a browser.`;
  const chromium = await findChromium();
  if (chromium !== undefined && (await launch(chromium, chromiumArguments(request)))) {
    return `Opened in a window of its own: ${path.basename(chromium)} trusts this lab there.`;
  }
  try {
    const { default: open } = await import('open');
    const child = await open(request.url);
    child.on('error', () => {});
    return 'Opened in your default browser. The page says how to trust the HTTP/2 origin.';
  } catch {
    return `No browser could be opened. Open ${request.url} yourself.`;
  }
}

export function chromiumArguments({ url, dataFolder, spkiHash }: BrowserRequest): string[] {
  return [
    `--user-data-dir=${path.join(dataFolder, 'browser')}`,
    `--ignore-certificate-errors-spki-list=${spkiHash}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--new-window',
    // Chromium does not start for root with its sandbox on.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    url,
  ];
}

/** X11 and Wayland say so in the environment; macOS and Windows always have one. */
function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}

/** An installed browser of the Chromium family: the one `WIRE101_BROWSER` names, else one that is found. */
export async function findChromium(): Promise<string | undefined> {
  const named = process.env['WIRE101_BROWSER'];
  if (named !== undefined && named !== '') return named;
  try {
    const { Launcher } = await import('chrome-launcher');
    return Launcher.getFirstInstallation();
  } catch {
    // The finder throws where nothing is installed.
    return undefined;
  }
}

/** Resolves with whether it started. The child is not waited for and keeps nothing of this process. */
function launch(program: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  child.unref();
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
}
