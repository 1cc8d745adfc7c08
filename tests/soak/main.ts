import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ORIGIN_IDS } from '../../contract/origin.ts';
import { Random } from '../fuzz/random.ts';
import { CLIENTS, runClient, type Place } from './clients.ts';
import type { LabHello, LabMemory } from './lab.ts';
import { Ledger } from './ledger.ts';
import { makeNoise } from './noise.ts';
import { Page } from '../support/control-page.ts';
import { calm, troubleOrigin, turnSwitches, type Counts } from './trouble.ts';

const HELP = `npm run soak -- [--minutes n] [--seed n]

A lab under random faults, switches and reconnects, with clients that account for every id: SSE with Last-Event-ID,
WebSocket with after=, long polling with a cursor. It must not crash, must lose no id, and must come back to the memory
it had, within 10 %.
  --minutes  how long. Default: 30
  --seed     a whole number that repeats the choices. Default: another one each time`;

const COPIES = 2;
const PAGE_LIVES_MS = 10_000;
const CATCH_UP_MS = 30_000;
/** Everything that is asked to end has ended by then, or it never does. */
const END_MS = 60_000;
const MAX_GROWTH = 1.1;
const MiB = 1024 * 1024;

/** On a machine that is busy with other things, the lab gets its share of it, and so much longer to answer. */
const answerMs = (): number => 10_000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Rejects, naming `what`, when it has not ended in time: a soak that waits for ever says nothing. */
async function within<T>(what: string, ending: Promise<T>): Promise<T> {
  const waited = new AbortController();
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${what} did not end within ${END_MS / 1000} s.`)),
      END_MS,
    );
    waited.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  return Promise.race([ending, late]).finally(() => waited.abort());
}

async function lastIdOf({ addresses }: Place): Promise<number> {
  const response = await fetch(`${addresses.http1}/poll?after=0`);
  return response.status === 204 ? 0 : ((await response.json()) as { after: number }).after;
}

/** Pages that come, read the whole recording, and go. */
async function visit(app: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const page = new Page(app);
    await page.opened();
    await wait(PAGE_LIVES_MS);
    await page.close();
  }
}

interface Round {
  readonly ledgers: readonly Ledger[];
  readonly problems: readonly string[];
  readonly counts: Counts;
}

/** Everything at once for so long; then calm, until each client has caught up. */
async function round(place: Place, app: string, page: Page, seed: number, ms: number): Promise<Round> {
  const random = (stream: number): Random => {
    const made = new Random();
    made.reset(seed, stream, 0);
    return made;
  };
  const counts: Counts = { faults: {}, settings: 0, cleared: 0 };
  const problems: string[] = [];
  const after = await lastIdOf(place);
  const ledgers: Ledger[] = [];
  const clients = Object.entries(CLIENTS).flatMap(([name, connect]) =>
    Array.from({ length: COPIES }, (_, n) => {
      const ledger = new Ledger(`${name} (${n + 1})`, after);
      ledgers.push(ledger);
      return runClient(connect, place, ledger);
    }),
  );
  const over = new AbortController();
  const fail = (error: unknown): void => void problems.push(String(error));
  const hangUps = random(0);
  const hangingUp = (async () => {
    while (!over.signal.aborted) {
      await wait(1_000 + hangUps.below(4_000));
      clients[hangUps.below(clients.length)]?.hangUp();
    }
  })();
  const work: Readonly<Record<string, Promise<void>>> = {
    'Hanging up': hangingUp,
    'The visits of pages': visit(app, over.signal),
    'Turning switches': turnSwitches(page, random(1), counts, over.signal),
    ...Object.fromEntries(
      ORIGIN_IDS.map((origin, n) => [
        `The trouble of ${origin}`,
        troubleOrigin(page, origin, random(2 + n), counts, over.signal),
      ]),
    ),
    ...Object.fromEntries(
      [10, 11, 12].map((stream) => [`Noise ${stream}`, makeNoise(place, random(stream), over.signal)]),
    ),
  };
  const working = Object.entries(work).map(([what, task]) => [what, task.catch(fail)] as const);
  await wait(ms);
  over.abort();
  await Promise.all(working.map(([what, task]) => within(what, task).catch(fail)));
  await within('Calming down', calm(page));
  const newest = await within('Asking for the newest id', lastIdOf(place));
  const deadline = performance.now() + CATCH_UP_MS;
  while (ledgers.some(({ last }) => last < newest) && performance.now() < deadline) await wait(100);
  for (const { client, last } of ledgers) {
    if (last < newest) problems.push(`${client} ended at ${last} of ${newest}.`);
  }
  await Promise.all(
    clients.map((client, n) => within(ledgers[n]?.client ?? 'A client', client.stop()).catch(fail)),
  );
  for (const { client, faults } of ledgers) problems.push(...faults.map((fault) => `${client}: ${fault}.`));
  return { ledgers, problems, counts };
}

async function memoryOf(child: ChildProcess, page: Page): Promise<LabMemory> {
  // What is left of the round before: a recording that can be cleared, and connections that are closing.
  const deadline = performance.now() + CATCH_UP_MS;
  for (;;) {
    await page.ask({ type: 'clear' });
    await wait(1_000);
    child.send('memory');
    const [memory] = (await within('Measuring the memory', once(child, 'message'))) as [LabMemory];
    if (memory.connections.length === 0 || performance.now() > deadline) return memory;
  }
}

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { minutes: text, seed: text, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const minutes = Number(values.minutes ?? 30);
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new RangeError(HELP);
  const child = fork(fileURLToPath(new URL('lab.ts', import.meta.url)), {
    execArgv: ['--expose-gc', '--import', 'tsx'],
  });
  let closing = false;
  child.once('exit', (code, signal) => {
    if (closing) return;
    // Nobody is left to answer: whatever waits for it would wait for ever.
    console.log(`The lab ended by itself: ${signal ?? code}. What it said stands above.`);
    process.exit(1);
  });
  const [{ app, ...place }] = (await once(child, 'message')) as [LabHello];
  const page = new Page(app, answerMs);
  await page.opened();
  console.log(`seed ${seed}, ${minutes} minutes`);

  const ms = minutes * 60_000;
  // The first round fills what is kept for later: code, pools, the log.
  const warmUp = await round(place, app, page, seed - 1, Math.min(ms / 5, 120_000));
  const before = await memoryOf(child, page);
  const { ledgers, problems, counts } = await round(place, app, page, seed, ms);
  const after = await memoryOf(child, page);
  const growth = after.heapBytes / before.heapBytes;

  const failures = [...warmUp.problems, ...problems];
  if (growth > MAX_GROWTH) failures.push(`The memory grew by ${((growth - 1) * 100).toFixed(1)} %.`);
  for (const connection of after.connections) failures.push(`A connection was never closed: ${connection}`);
  console.log('faults:', JSON.stringify(counts.faults));
  console.log(`switches turned ${counts.settings} times, recording cleared ${counts.cleared} times`);
  for (const { client, events, forgotten, connections } of ledgers) {
    const late = forgotten === 0 ? '' : `; ${forgotten} more were gone by the time it asked, as the lab said`;
    console.log(`${client}: ${events} events over ${connections} connections${late}`);
  }
  console.log(`control channel: ${page.records} records, slowest answer ${page.slowestMs.toFixed(0)} ms`);
  console.log(`said to people: ${page.troubles.join(' ') || 'nothing'}`);
  console.log(
    `memory ${(before.heapBytes / MiB).toFixed(1)} MiB before, ${(after.heapBytes / MiB).toFixed(1)} MiB after (${growth.toFixed(3)} ×); ` +
      `process ${(before.rssBytes / MiB).toFixed(0)} and ${(after.rssBytes / MiB).toFixed(0)} MiB`,
  );
  console.log(failures.length === 0 ? 'No crash, no leak, no id lost.' : `${failures.length} failures:`);
  for (const failure of failures.slice(0, 50)) console.log(`  ${failure}`);

  closing = true;
  await page.close();
  const exit = once(child, 'exit');
  child.send('close');
  await within('Closing the lab', exit);
  return failures.length === 0 ? 0 : 1;
}

// Ends here: a task that never does would hold the process.
process.exit(await main());
