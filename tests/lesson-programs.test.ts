import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Block, Lesson, TryBlock } from '../contract/lesson.ts';
import { loadCourse } from '../server/lessons/course.ts';
import { findFirefox, launchFirefox } from './setup/firefox.ts';
import type { OneTab } from './setup/plain-chromium.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

/* Every program of the course, as it stands, in a real browser on a real lab. */

interface Expected {
  /** What it says, in this order. */
  readonly says: readonly string[];
  /** Something somebody does while it runs, as the card tells them to. */
  readonly meanwhile?: (lab: TestLab) => void;
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  'one-by-one': { says: ['in turn 1', 'at once'] },
  'poll-loop': {
    says: ['hello'],
    meanwhile: ({ lab }) => void lab.log.append('quiet', { data: 'hello' }),
  },
  'read-pieces': { says: ['["id: ', '"]'] },
  'nine-sources': { says: ['All nine are asked for.', '6 is open'] },
  reopen: { says: ['EventSource { url: ', 'readyState: 2 CLOSED }'] },
  abort: { says: ['status 200', 'AbortError'] },
  'first-socket': {
    says: ['came back: one', 'came back: two', 'came back: three', 'CloseEvent { type: "close", code: 1000'],
  },
  backoff: {
    says: ['open', '1006 wait 500', 'open'],
    meanwhile: ({ lab }) => void lab.service.crash({ backAfterMs: 100 }),
  },
};

const { lessons } = await loadCourse(process.cwd());
const inside = (block: Block): TryBlock[] =>
  block.type === 'try' ? [block] : 'reveal' in block ? block.reveal.flatMap(inside) : [];
const programs = lessons.flatMap((lesson: Lesson) =>
  lesson.steps.flatMap(({ blocks }, at) =>
    blocks.flatMap(inside).map((block) => ({ block, address: `#/lessons/${lesson.id}/${at + 1}` })),
  ),
);

test('every program of the course is tested here', () => {
  expect(programs.map(({ block }) => block.id).sort()).toEqual(Object.keys(EXPECTED).sort());
});

describe('a program of the course does what its card says', () => {
  let lab: TestLab;
  let ui: Playground;
  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 200 } });
    ui = await openPage(lab, '#/lessons');
  });
  afterAll(async () => {
    await ui.close();
    await lab.close();
  });

  test.each(programs.map(({ block, address }) => [block.id, block, address] as const))(
    '%s',
    async (id, { title }, address) => {
      await ui.page.goto(`${lab.lab.app}/#/lessons`);
      await ui.page.goto(`${lab.lab.app}/${address}`);
      const card = ui.page.getByRole('region', { name: title });
      await card.getByRole('button', { name: 'Edit and run' }).click();
      const before = new Set(lab.trace.operations.keys());
      await card.getByRole('button', { name: 'Run', exact: true }).click();
      await lab.until('something of it is on the wire', ({ operations }) =>
        [...operations.values()].some(
          (operation) => operation.isFromCode && !before.has(operation.id) && operation.exchanges.length > 0,
        ),
      );
      const { says, meanwhile } = EXPECTED[id] ?? { says: [] };
      const output = card.getByRole('log', { name: 'Output' });
      if (meanwhile) {
        if (says[0] === 'open') await output.getByText('open').waitFor();
        meanwhile(lab);
      }
      await ui.page.waitForFunction(
        ({ element, texts }) => {
          const said = element?.textContent ?? '';
          let at = 0;
          return texts.every((text) => {
            at = said.indexOf(text, at);
            if (at >= 0) at += text.length;
            return at >= 0;
          });
        },
        { element: await output.elementHandle(), texts: says },
        { polling: 50 },
      );
      /* It ends by being stopped, or by itself while somebody reaches for the button. */
      await card
        .getByRole('button', { name: 'Stop', exact: true })
        .click({ timeout: 2_000 })
        .catch(() => undefined);
      await card.getByRole('button', { name: 'Run', exact: true }).waitFor();
    },
  );

  test('and none of them writes to the console of the page', () => {
    expect(ui.troubles).toEqual([]);
  });
});

describe.runIf((await findFirefox()) !== undefined)('in Firefox', () => {
  let lab: TestLab;
  let tab: OneTab;
  beforeAll(async () => {
    lab = await startTestLab({ settings: { feedIntervalMs: 200 } });
    tab = await launchFirefox();
  });
  afterAll(async () => {
    await tab.close();
    await lab.close();
  });

  const NINE = '#/lessons/six-lanes/6';
  /** Does something in the card once what `look` finds is there. Gives its text. */
  const inCard = (look: string, then = ''): Promise<unknown> =>
    tab.evaluate(`new Promise((resolve) => {
      const watch = setInterval(() => {
        const card = [...document.querySelectorAll('section')].find((section) =>
          section.querySelector('h3')?.textContent.startsWith('Go further: nine'));
        const found = card && (${look})(card);
        if (!found) return;
        clearInterval(watch);
        ${then}
        resolve(card.innerText);
      }, 50);
    })`);
  const press = (name: string): Promise<unknown> =>
    inCard(
      `(card) => [...card.querySelectorAll('button')].find((button) => button.innerText.trim() === '${name}')`,
      'found.click();',
    );

  test('a program runs, and what it opens stands on the stage', async () => {
    await tab.open(`${lab.lab.app}/${NINE}`);
    await press('Edit and run');
    await press('Run');
    await inCard(`(card) => card.innerText.includes('6 is open')`);
    await lab.until('nine are issued by code, six are open', ({ operations }) => {
      const own = [...operations.values()].filter(({ isFromCode }) => isFromCode);
      return own.length === 9 && own.filter(({ state }) => state === 'open').length === 6;
    });
    await press('Stop');
    await lab.until('all are closed', ({ operations }) =>
      [...operations.values()].every(({ state }) => state === 'closed'),
    );
  });

  test('an error has its place, and a loop that never ends is stopped', async () => {
    const own = `console.log('begun');\nsetTimeout(() => { for (;;); }, 300);\n  null.length;`;
    await tab.evaluate(
      `localStorage.setItem('wire101.lessons', ${JSON.stringify(
        JSON.stringify({
          'six-lanes': { step: 6, answers: {}, outcomes: {}, met: {}, code: { 'nine-sources': own } },
        }),
      )})`,
    );
    await tab.open(lab.lab.app);
    await tab.open(`${lab.lab.app}/${NINE}`);
    await press('Edit and run');
    await press('Run');
    expect(await inCard(`(card) => card.innerText.includes('line 3:')`)).toContain('begun');
    await inCard(`(card) => card.innerText.includes('it may be in a loop')`);
    await press('Stop');
    await inCard(`(card) => card.innerText.includes('Stopped.')`);
  });
});
