import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevtoolsPipe } from './devtools-pipe.ts';

/** Quiet, without a window, and as awake in the background as in front. */
const FLAGS = [
  '--headless=new',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-popup-blocking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  // The size that lessons are made for; on a narrow page the stage lies below the fold.
  '--window-size=1440,900',
  // Chromium does not start for root with its sandbox on.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** A page of a browser that a program drives. */
export interface DrivenTab {
  /** Runs an expression in the page and waits for its promise. Rejects with what it throws. */
  evaluate<T>(expression: string): Promise<T>;
  /** Exceptions nobody caught, so far. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

export interface DrivenBrowser {
  /** Such as `Chrome/140.0.0.0`. */
  readonly version: string;
  open(url: string): Promise<DrivenTab>;
  close(): Promise<void>;
}

/** Starts a browser with a profile of its own in which only this key is trusted, besides what all trust. */
export async function driveBrowser(program: string, spkiHash: string): Promise<DrivenBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'wire101-browser-'));
  const pipe = new DevtoolsPipe(program, [
    ...FLAGS,
    `--user-data-dir=${profile}`,
    `--ignore-certificate-errors-spki-list=${spkiHash}`,
    'about:blank',
  ]);
  const close = async (): Promise<void> => {
    await pipe.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const { product } = await pipe.send('Browser.getVersion');
    return { version: String(product), open: (url) => openTab(pipe, url), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Thrown {
  readonly text: string;
  readonly exception?: { readonly description?: string };
}

/** `Error: No such wire.\n    at …` → `No such wire.` */
function messageOf({ text, exception }: Thrown): string {
  const [first = text] = (exception?.description ?? text).split('\n    at ');
  return first.replace(/^(?:Control)?Error: /, '');
}

async function openTab(pipe: DevtoolsPipe, url: string): Promise<DrivenTab> {
  const { targetId } = await pipe.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await pipe.send('Target.attachToTarget', { targetId, flatten: true });
  const session = String(sessionId);
  const troubles: string[] = [];
  const stop = pipe.listen((method, params, from) => {
    if (from !== session || method !== 'Runtime.exceptionThrown') return;
    troubles.push(messageOf(params['exceptionDetails'] as Thrown));
  });
  await pipe.send('Runtime.enable', {}, session);
  await pipe.send('Page.enable', {}, session);
  await pipe.send('Page.navigate', { url }, session);
  return {
    troubles,
    async evaluate<T>(expression: string): Promise<T> {
      const answer = await pipe.send(
        'Runtime.evaluate',
        /* Some actions open a page, which a browser lets a person do. */
        { expression, awaitPromise: true, returnByValue: true, userGesture: true },
        session,
      );
      const thrown = answer['exceptionDetails'] as Thrown | undefined;
      if (thrown) throw new Error(messageOf(thrown));
      return (answer['result'] as { readonly value: T }).value;
    },
    async close() {
      stop();
      await pipe.send('Target.closeTarget', { targetId });
    },
  };
}
