import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TerminalBlock } from '../contract/lesson.ts';
import { CLIENT_ORIGIN_IDS } from '../contract/origin.ts';
import { loadCourse } from '../server/lessons/course.ts';
import { findProgram } from './setup/browser.ts';
import { runInShell } from './support/shell.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/* Every command for the terminal in the course, as it stands, on a real lab. */

interface Expected {
  /** What it writes, in this order, whatever the case. */
  readonly shows: readonly string[];
  /** It goes on until somebody ends it. */
  readonly endless?: true;
  /** Something that happens while it runs, as the text says. */
  readonly meanwhile?: (lab: TestLab) => Promise<void>;
}

/** For each lesson its commands, in order. */
const EXPECTED: Readonly<Record<string, readonly Expected[]>> = {
  'a-letter-and-its-answer': [{ shows: ['GET /hello', 're-using existing connection', 'GET /hello'] }],
  'holding-the-line': [
    {
      shows: ['news'],
      async meanwhile(lab) {
        await lab.until('it waits', ({ exchanges }) =>
          exchanges.some(({ target, endedAt }) => target.startsWith('/long-poll') && endedAt === undefined),
        );
        lab.lab.log.append('quiet', { data: 'news' });
      },
    },
  ],
  'a-stream-of-events': [{ shows: ['id: ', 'data: '], endless: true }, { shows: ['"id"'] }],
  'six-lanes': [
    { shows: ['data: '], endless: true },
    { shows: ['data: '], endless: true },
  ],
  'it-comes-back': [{ shows: ['id: 2\n'], endless: true }],
  'a-proxy-in-the-way': [{ shows: ['200 OK', 'data: '], endless: true }],
  frames: [{ shows: ['SETTINGS frame', 'HEADERS frame', 'DATA frame'] }],
  'the-shrinking-header': [{ shows: ['send HEADERS frame <length=', 'send HEADERS frame <length='] }],
  'the-limit-moved': [{ shows: ['send GOAWAY frame'] }],
  'museum-of-the-dead': [
    { shows: ['recv PUSH_PROMISE frame', 'recv (stream_id=2) :status: 200'] },
    { shows: ['HTTP/2 103', 'HTTP/2 200'] },
  ],
  'switching-protocols': [{ shows: ['403'] }],
  'inside-a-frame': [{ shows: ['400'] }],
  'staying-alive': [
    {
      shows: ['attempt 1 failed'],
      meanwhile: ({ lab }) => lab.service.crash({ backAfterMs: 1_000 }),
    },
  ],
};

const { lessons } = await loadCourse(process.cwd());
const isTerminal = (value: object): value is TerminalBlock => 'type' in value && value.type === 'terminal';
/** Wherever they stand in it: in a step, in a fold, in what is revealed. */
function inside(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return isTerminal(value) ? [value.command] : Object.values(value).flatMap(inside);
}
const commands = lessons.flatMap(({ id, steps }) =>
  steps
    .flatMap(({ blocks }) => inside(blocks))
    .map((command, at) => ({ id, at, command, tool: /^\w+/.exec(command)?.[0] ?? '' })),
);
const tools = new Map<string, boolean>();
for (const { tool } of commands) tools.set(tool, tool === 'for' || (await findProgram(tool)) !== undefined);

test('every command of the course is tested here', () => {
  const counts = Object.fromEntries(
    lessons.map(({ id }) => [id, commands.filter((each) => each.id === id).length]),
  );
  expect(counts).toEqual(Object.fromEntries(Object.entries(EXPECTED).map(([id, list]) => [id, list.length])));
});

describe('a command of the course writes what its text says', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 50, proxyBuffering: false } });
  });
  afterAll(() => lab.close());

  for (const { id, at, command, tool } of commands) {
    const name = `${id}: ${command}`;
    if (tools.get(tool) !== true) {
      test.skip(`${tool} is not installed: ${name}`, () => {});
      continue;
    }
    test(name, async () => {
      const { shows, endless, meanwhile } = EXPECTED[id]?.[at] as Expected;
      const addresses = lab.lab.addresses;
      const typed = CLIENT_ORIGIN_IDS.reduce(
        (text, origin) => text.replaceAll(`{${origin}}`, addresses[origin] ?? ''),
        command,
      );
      const running = runInShell(typed, shows.at(-1) ?? '', endless === true);
      const [{ output }] = await Promise.all([running, meanwhile?.(lab)]);
      const text = output.toLowerCase();
      let from = 0;
      for (const part of shows) {
        const found = text.indexOf(part.toLowerCase(), from);
        expect(found, `“${part}” in what it wrote:\n${output}`).toBeGreaterThanOrEqual(0);
        from = found + part.length;
      }
    });
  }
});
