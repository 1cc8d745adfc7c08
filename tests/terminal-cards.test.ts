import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TerminalTool } from '../contract/endpoints.ts';
import { LAB_ORIGIN_IDS } from '../contract/origin.ts';
import { endpointCards } from '../server/endpoints/cards.ts';
import { findProgram } from './setup/browser.ts';
import { runInShell } from './support/shell.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

const installed = new Map<TerminalTool, boolean>();
for (const tool of ['curl', 'nghttp', 'node', 'websocat'] as const) {
  installed.set(tool, (await findProgram(tool)) !== undefined);
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
      const { output, status } = await runInShell(command, example.shows, example.endless);
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
