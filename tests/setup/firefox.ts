import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { addressIn } from './address-in.ts';
import { findProgram } from './browser.ts';
import type { OneTab } from './plain-chromium.ts';

/** Where Firefox is, or undefined. */
export function findFirefox(): Promise<string | undefined> {
  return findProgram('firefox-esr', 'firefox');
}

/* JSON as text, since the viewer's page may not fetch anything; and nothing leaves but what a test asks for. */
const PREFERENCES = {
  'devtools.jsonview.enabled': false,
  'app.normandy.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

const LISTENING = /WebDriver BiDi listening on (ws:\/\/\S+)/;

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

interface Outcome {
  readonly result?: { readonly value: string };
  readonly exceptionDetails?: { readonly text: string };
}

/** Sends commands one after another and waits for the answer to each. */
function createSession(socket: WebSocket) {
  let next = 0;
  return async (method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const id = (next += 1);
    socket.send(JSON.stringify({ id, method, params }));
    for (;;) {
      const [data] = (await once(socket, 'message')) as [Buffer];
      const reply = JSON.parse(data.toString()) as Reply;
      if (reply.id !== id) continue;
      if (reply.error !== undefined) throw new Error(`${method}: ${reply.error}, ${reply.message}`);
      return reply.result;
    }
  };
}

/**
 * Starts a Firefox, steered by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), with a profile of its own that takes any certificate. Close what comes back to end it. Throws when
 * Firefox is not installed.
 */
export async function launchFirefox(): Promise<OneTab> {
  const program = await findFirefox();
  if (program === undefined) throw new Error('Firefox is not installed.');
  const profile = await mkdtemp(join(tmpdir(), 'wire101-firefox-'));
  const preferences = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${value});\n`);
  await writeFile(join(profile, 'user.js'), preferences.join(''));
  const child = spawn(
    program,
    ['--headless', '--no-remote', '--remote-debugging-port', '0', '--profile', profile],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' },
    },
  );
  const exit = once(child, 'exit');
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exit;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const address = await addressIn(child.stderr, LISTENING, 'Firefox');
    const socket = new WebSocket(`${address}/session`);
    await once(socket, 'open');
    const send = createSession(socket);
    await send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    const { contexts } = (await send('browsingContext.getTree', {})) as { contexts: { context: string }[] };
    const context = contexts[0]?.context;
    return {
      async open(url) {
        await send('browsingContext.navigate', { context, url, wait: 'complete' });
      },
      async evaluate(expression) {
        // As text: BiDi would describe each value of an object with its type.
        const outcome = await send('script.evaluate', {
          expression: `(async () => JSON.stringify(await (${expression})) ?? 'null')()`,
          target: { context },
          awaitPromise: true,
        });
        const { result, exceptionDetails } = outcome as Outcome;
        if (result === undefined) throw new Error(exceptionDetails?.text ?? 'The script failed.');
        return JSON.parse(result.value) as unknown;
      },
      async close() {
        await send('session.end', {});
        socket.terminate();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}
