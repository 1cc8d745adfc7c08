import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TerminalTool } from '../contract/endpoints.ts';
import { LAB_ORIGIN_IDS } from '../contract/origin.ts';
import { endpointCards } from '../server/endpoints/cards.ts';
import { findProgram } from './setup/browser.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const PATIENCE_MS = 15_000;

const installed = new Map<TerminalTool, boolean>();
for (const tool of ['curl', 'nghttp', 'node', 'websocat'] as const) {
  installed.set(tool, (await findProgram(tool)) !== undefined);
}

interface Run {
  readonly output: string;
  readonly status: number | null;
}

/** Runs a command as it stands on a card, until it ends, or for an endless one until its output holds `shows`. */
function run(command: string, shows: string, endless: boolean): Promise<Run> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that a pipeline ends as a whole.
    const shell = spawn('sh', ['-c', command], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const stop = (): void => {
      try {
        process.kill(-(shell.pid as number), 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const timer = setTimeout(stop, PATIENCE_MS);
    const hear = (bytes: Buffer): void => {
      output += bytes.toString('latin1');
      if (endless && output.toLowerCase().includes(shows)) stop();
    };
    shell.stdout.on('data', hear);
    shell.stderr.on('data', hear);
    shell.on('error', reject);
    shell.on('close', (status) => {
      clearTimeout(timer);
      resolve({ output, status });
    });
  });
}

let lab: TestLab;
let cards: ReturnType<typeof endpointCards>;
beforeAll(async () => {
  lab = await startTestLab({ settings: { feedIntervalMs: 50 } });
  cards = endpointCards(lab.lab.addresses);
  // What a page of /early-hints would have reported.
  lab.lab.log.append('early-hints-reports', { data: JSON.stringify({ op: null, report: { seen: 1 } }) });
});
afterAll(() => lab.close());

/* Which there are is known before a lab runs; where they go is not. */
const NOWHERE = { http1: 'http://x', http2: 'https://x', http1tls: 'https://x' };
const examples = endpointCards(NOWHERE).flatMap(({ path, examples: list }, card) =>
  list.flatMap(({ tool, label, commands }, at) =>
    commands.map(({ origin }) => ({ path, tool, label, origin, card, at })),
  ),
);

describe('what stands on the terminal cards works as it stands there', () => {
  for (const tool of installed.keys()) {
    const own = examples.filter((example) => example.tool === tool);
    const name = `${tool}: $path on $origin, $label`;
    if (installed.get(tool) !== true) {
      test.skip(`${tool} is not installed: ${own.length} commands were not run`, () => {});
      continue;
    }
    test.each(own)(name, async ({ card, at, origin }) => {
      const example = cards[card]?.examples[at];
      const command = example?.commands.find((each) => each.origin === origin)?.command ?? '';
      if (example === undefined) throw new Error('the card is there');
      const { output, status } = await run(command, example.shows.toLowerCase(), example.endless);
      expect(output.toLowerCase()).toContain(example.shows.toLowerCase());
      if (!example.endless) expect(status).toBe(0);
    });
  }

  test('there is something for each origin and each tool', () => {
    for (const origin of LAB_ORIGIN_IDS)
      expect(examples.some((example) => example.origin === origin)).toBe(true);
    for (const tool of installed.keys()) expect(examples.some((example) => example.tool === tool)).toBe(true);
  });
});
