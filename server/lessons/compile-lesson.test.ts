import { describe, expect, test } from 'vitest';
import type { Block } from '../../contract/lesson.ts';
import { compileLesson, type CompileOptions } from './compile-lesson.ts';
import { LessonError } from './problems.ts';

/** A document that others have replaced. Put together here, since the project itself cites none. */
const OBSOLETE = ['RFC', 2616].join(' ');

const FRONT = `---
title: A lesson
summary: What it is about.
minutes: 5
buildsOn: []
spec: [RFC 9112 §9.4]
settings: {}
goals:
  - { id: a, title: First, check: streams-receiving, args: { origin: http1, atLeast: 1 }, hint: Open one. }
  - { id: b, title: Second, check: lane-handed-over, args: { origin: http1 }, hint: Cut one. }
solution:
  - { type: open, transport: sse, origin: http1 }
  - { type: wait-for, goal: a }
  - { type: wait-for, goal: b }
nearMisses: []
---
`;
/** The line of the lesson's file that the text after the front matter begins at. */
const BODY = FRONT.split('\n').length;
const GOALS = '{% goals ids=["a", "b"] /%}';

const SOURCES: Readonly<Record<string, string | undefined>> = {
  'server/a.ts': 'one\n  two\n    three\n  four\n',
  'src/views/registry.ts':
    "  { id: 'wires', label: 'Wires', load },\n  {\n    id: 'table',\n    label: 'Table',\n    load,\n  },\n",
  'wire/sse/conformance/some.md':
    '# T\n\n## One event.\n```text\ndata: a\\n\\n\n```\n```frames\n0-9 event\n```\n',
};

const options: CompileOptions = {
  file: 'lesson.md',
  place: { id: 'a-lesson', number: 1, part: { number: 1, title: 'Part' } },
  highlight: (code) => code.split('\n').map((text) => [{ text, kind: '' }]),
  readSource: (path) => SOURCES[path],
  isOwnAddress: (hash) => hash === '#/playground',
};

const body = (text: string): string => `${FRONT}## Step\n\n${text}\n\n${GOALS}\n`;

/** The blocks of the only step. */
function blocks(text: string): readonly Block[] {
  return compileLesson(body(text), options).steps[0]?.blocks.slice(0, -1) ?? [];
}

/** `line: message` of everything that is wrong. */
function problems(source: string): string[] {
  try {
    compileLesson(source, options);
  } catch (error) {
    if (error instanceof LessonError) return error.problems.map(({ line, message }) => `${line}: ${message}`);
    throw error;
  }
  return [];
}

describe('a lesson', () => {
  test('has a step for each heading of the second level', () => {
    const lesson = compileLesson(`${FRONT}## One\n\nText.\n\n## *Two*\n\n${GOALS}\n`, options);
    expect(lesson.steps.map(({ title }) => title)).toEqual(['One', 'Two']);
  });

  test('holds programs to change, with what is said of them', () => {
    const text = '{% try id="go" title="Go" %}\nRun it.\n\n```js\nawait 1;\nb();\n```\n{% /try %}';
    expect(blocks(text)).toEqual([
      {
        type: 'try',
        id: 'go',
        title: 'Go',
        lines: [[{ text: 'await 1;', kind: '' }], [{ text: 'b();', kind: '' }]],
        children: [{ type: 'paragraph', children: ['Run it.'] }],
      },
    ]);
  });

  test.each([
    [
      'a mistake in it, with its own line',
      'id="go" title="Go"',
      '```js\na;\nconst = 1;\n```',
      3,
      'cannot be read: Unexpected token',
    ],
    ['another language', 'id="go" title="Go"', '```ts\na;\n```', 1, 'begins with ```js, not ts'],
    ['no program', 'id="go" title="Go"', 'Words.', 0, 'It holds one program'],
    ['two programs', 'id="go" title="Go"', '```js\na;\n```\n\n```js\nb;\n```', 0, 'It holds one program'],
    [
      'too many lines',
      'id="go" title="Go"',
      `\`\`\`js\n${'a;\n'.repeat(41)}\`\`\``,
      1,
      '41 lines are too many',
    ],
    ['an id that is none', 'id="Go on" title="Go"', '```js\na;\n```', 0, 'small letters'],
  ])('is told of a program to change with %s', (_what, attributes, content, line, message) => {
    const found = problems(body(`{% try ${attributes} %}\n${content}\n{% /try %}`));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
    expect(Number(found[0]?.split(':')[0])).toBe(BODY + 2 + line);
  });

  test('has no two programs, or program and question, with one id', () => {
    const card = '{% try id="go" title="Go" %}\n```js\na;\n```\n{% /try %}';
    expect(problems(body(`${card}\n\n${card}`))).toEqual([
      `${BODY + 8}: try: There is another card or question with the id go.`,
    ]);
  });

  test('keeps marks, code, links and citations of its text', () => {
    const text =
      'Be **bold** and *calm*: `x` in the [playground](#/playground), {% cite "RFC 9113 §5.1.2" /%}.';
    expect(blocks(text)).toEqual([
      {
        type: 'paragraph',
        children: [
          'Be ',
          { type: 'strong', children: ['bold'] },
          ' and ',
          { type: 'emphasis', children: ['calm'] },
          ': ',
          { type: 'code', text: 'x' },
          ' in the ',
          { type: 'link', href: '#/playground', children: ['playground'] },
          ', ',
          {
            type: 'cite',
            reference: 'RFC 9113 §5.1.2',
            href: 'https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2',
          },
          '.',
        ],
      },
    ]);
  });

  test('joins lines of a paragraph with a space', () => {
    expect(blocks('one\ntwo')).toEqual([{ type: 'paragraph', children: ['one two'] }]);
  });

  test('has predictions of a number, compared with a figure or with a fixed answer', () => {
    const ask = (attributes: string): string =>
      `{% predict id="p" ${attributes} %}\nHow long?\n\n{% reveal %}\nSo.\n{% /reveal %}\n{% /predict %}`;
    expect(
      blocks(ask('figure="return-delay" args={origin: "http1"} unit="ms" tolerance=0.5'))[0],
    ).toMatchObject({
      choices: [],
      number: {
        unit: 'ms',
        tolerance: 0.5,
        answer: { id: 'return-delay', args: { origin: 'http1' } },
      },
    });
    expect(blocks(ask('answer=9 unit="bytes"'))[0]).toMatchObject({
      number: { unit: 'bytes', tolerance: 0.25, answer: 9 },
    });
  });

  test('has quizzes', () => {
    const text =
      '{% quiz id="q" %}\nWhich?\n\n{% choice id="x" right=true %}A{% /choice %}\n{% choice id="y" %}B{% /choice %}\n\n{% reveal %}\nSo.\n{% /reveal %}\n{% /quiz %}';
    expect(blocks(text)[0]).toMatchObject({
      type: 'quiz',
      id: 'q',
      choices: [{ right: true }, { right: false }],
    });
  });

  test('shows the bytes of a tested example', () => {
    const text =
      '{% bytes title="An event" document="wire/sse/conformance/some.md" example="One event." %}Nine bytes.{% /bytes %}';
    expect(blocks(text)[0]).toEqual({
      type: 'bytes',
      title: 'An event',
      bytes: { type: 'example', protocol: 'sse', options: {}, hex: '646174613a20610a0a', frame: 0 },
      children: [{ type: 'paragraph', children: ['Nine bytes.'] }],
    });
  });

  test('points at views, frames and wires of the stage', () => {
    expect(blocks('{% look view="wires" wire={origin: "http1"} %}Here{% /look %}')[0]).toMatchObject({
      view: 'wires',
      at: { type: 'wire', wire: { origin: 'http1', which: 'newest' } },
    });
    expect(blocks('{% look frame={type: "SETTINGS", which: "first"} %}Here{% /look %}')[0]).toMatchObject({
      view: undefined,
      at: { type: 'frame', frame: { type: 'SETTINGS', which: 'first' } },
    });
    expect(blocks('{% bytes title="Live" frame={layer: "sse"} /%}')[0]).toMatchObject({
      bytes: { type: 'live', at: { type: 'frame', frame: { layer: 'sse', which: 'newest' } } },
    });
  });

  test('has predictions with choices, on lines of their own or after one another', () => {
    const choices =
      '{% choice id="x" right=true %}It *waits*{% /choice %}\n{% choice id="y" %}It fails{% /choice %}';
    for (const text of [choices, choices.replace('\n', '\n\n')]) {
      expect(
        blocks(`{% predict id="p" %}\nWhat?\n\n${text}\n\n{% reveal %}\nSo.\n{% /reveal %}\n{% /predict %}`),
      ).toEqual([
        {
          type: 'predict',
          id: 'p',
          after: undefined,
          question: ['What?'],
          choices: [
            { id: 'x', right: true, text: ['It ', { type: 'emphasis', children: ['waits'] }] },
            { id: 'y', right: false, text: ['It fails'] },
          ],
          reveal: [{ type: 'paragraph', children: ['So.'] }],
        },
      ]);
    }
  });

  test('says in words what its buttons do', () => {
    const text =
      '{% do label="Go" actions=[{type: "close-all"}, {type: "open", transport: "sse", origin: "http2", count: 9}] /%}';
    expect(blocks(text)).toMatchObject([
      { type: 'do', explain: 'Closes everything this page has open. Opens 9 × EventSource over HTTP/2.' },
    ]);
  });

  test('quotes lines of a source file with their numbers, without their common indent', () => {
    expect(
      blocks('{% code title="T" file="server/a.ts" from="two" to="four" mark=["three"] /%}'),
    ).toMatchObject([
      {
        lines: [
          { number: 2, marked: false, tokens: [{ text: 'two' }] },
          { number: 3, marked: true, tokens: [{ text: '  three' }] },
          { number: 4, marked: false, tokens: [{ text: 'four' }] },
        ],
      },
    ]);
  });
});

test('a quotation that ends before a line shows neither it nor the empty lines above it', () => {
  const source = ['one', '', '/**', ' * Two', ' */', 'two'].join('\n');
  const quote = '{% code title="T" file="server/b.ts" from="one" before="Two" /%}';
  const lesson = compileLesson(body(quote), { ...options, readSource: () => source });
  const [quoted] = lesson.steps[0]?.blocks ?? [];
  expect(quoted).toMatchObject({ lines: [{ number: 1, tokens: [{ text: 'one' }] }] });
});

describe('the build of a lesson fails with file and line', () => {
  test('and names every problem, in the order of the lines', () => {
    const error = (() => {
      try {
        return compileLesson(body('{% bogus /%}').replace('minutes: 5', 'minutes: five'), options);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(LessonError);
    expect((error as LessonError).message).toMatch(/^lesson\.md:4: minutes: /);
  });

  test.each<[what: string, change: (source: string) => string, problem: RegExp]>([
    ['no front matter', (s) => s.replace(FRONT, ''), /^1: The lesson has no front matter/],
    ['front matter that is no YAML', (s) => s.replace('minutes: 5', 'minutes: [5'), /^\d+: /],
    ['an unknown key', (s) => s.replace('minutes: 5', 'minutes: 5\ndifficulty: 3'), /^5: .*no such key/],
    ['a missing key', (s) => s.replace('settings: {}\n', ''), /^2: .*settings/],
    [
      'an unknown setting',
      (s) => s.replace('settings: {}', 'settings: { speed: 1 }'),
      /^7: settings.*no such key/,
    ],
    [
      'a citation nobody knows',
      (s) => s.replace('[RFC 9112 §9.4]', `[${OBSOLETE} §8]`),
      /^6: spec\.0: .*no citation/,
    ],
    [
      'an unknown check',
      (s) => s.replace('check: lane-handed-over', 'check: lanes'),
      /^10: There is no check lanes/,
    ],
    ['a wrong argument', (s) => s.replace('atLeast: 1', 'atLeast: 0'), /^9: args\.atLeast: /],
    [
      'an unknown argument',
      (s) => s.replace('atLeast: 1', 'atLeast: 1, most: 2'),
      /^9: args\.most: There is no such key/,
    ],
    ['two goals with one id', (s) => s.replace('id: b,', 'id: a,'), /^10: There are two goals with the id a/],
    [
      'a solution that waits for no such goal',
      (s) => s.replace('goal: b', 'goal: c'),
      /^14: There is no goal c/m,
    ],
    [
      'a solution that leaves a goal out',
      (s) => s.replace('  - { type: wait-for, goal: b }\n', ''),
      /The solution never waits for the goal b/,
    ],
    [
      'a near miss of no such goal',
      (s) =>
        s.replace(
          'nearMisses: []',
          'nearMisses:\n  - { title: T, steps: [{ type: close-all }], goals: [z], forMs: 500 }',
        ),
      /^16: There is no goal z/,
    ],
  ])('for %s', (_what, change, problem) => {
    expect(problems(change(body('Text.'))).join('\n')).toMatch(problem);
  });

  const LINE = BODY + 2;
  test.each<[what: string, text: string, problem: string | RegExp]>([
    ['an unknown tag', '{% bogus /%}', `${LINE}: There is no tag bogus.`],
    [
      'an unknown tag in a line',
      'Text {% bogus /%} text.',
      `${LINE}: The tag bogus cannot stand inside a line of text.`,
    ],
    ['a tag that is not closed', '{% summary %}\nText.', new RegExp(`^${LINE}: .*summary`)],
    [
      'an unknown attribute',
      '{% goals ids=["a"] colour="red" /%}',
      `${LINE}: goals: colour: There is no such key.`,
    ],
    ['a goal that does not exist', '{% goals ids=["c"] /%}', `${LINE}: goals: There is no goal c.`],
    [
      'an unknown action',
      '{% do label="Go" actions=[{type: "jump"}] /%}',
      new RegExp(`^${LINE}: do: actions\\.0`),
    ],
    [
      'a figure that does not exist',
      '{% look figure="sizes" %}Look{% /look %}',
      `${LINE}: There is no figure sizes in trace/figures/registry.ts.`,
    ],
    [
      'wrong arguments of a figure',
      '{% measured figure="streams-at-once" /%}',
      new RegExp(`^${LINE}: args\\.origin`),
    ],
    [
      'a citation nobody knows',
      `See {% cite "${OBSOLETE} §6.4" /%}.`,
      new RegExp(`^${LINE}: “${OBSOLETE} §6.4” is no citation`),
    ],
    [
      'a link within the page that leads nowhere',
      '[x](#/lessons/none)',
      `${LINE}: The link to “#/lessons/none” leads nowhere.`,
    ],
    [
      'a link in the clear',
      '[x](http://example.org)',
      `${LINE}: The link to “http://example.org” leads nowhere.`,
    ],
    [
      'a source file that does not exist',
      '{% code title="T" file="server/b.ts" /%}',
      `${LINE}: code: There is no file server/b.ts.`,
    ],
    [
      'a line that is not in the file',
      '{% code title="T" file="server/a.ts" from="six" /%}',
      `${LINE}: code: server/a.ts has no line with “six”.`,
    ],
    [
      'a mark that is on no line',
      '{% code title="T" file="server/a.ts" mark=["six"] /%}',
      `${LINE}: code: No line that is shown contains “six”.`,
    ],
    [
      'an address of no origin',
      '{% terminal command="curl {http3}/sse" %}Text.{% /terminal %}',
      `${LINE}: terminal: {http3} is none of http1, http2, http1tls, proxy, upstream.`,
    ],
    ['Markdown that lessons do not have', '![x](y.png)', new RegExp(`^${LINE}: .*image`)],
    [
      'a look at nothing',
      '{% look %}Here{% /look %}',
      `${LINE}: look: Give a \`view\`, a \`figure\`, a \`frame\` or a \`wire\`.`,
    ],
    [
      'a view that is not there',
      '{% look view="moon" %}Here{% /look %}',
      `${LINE}: look: There is no view moon; src/views/registry.ts has wires, table.`,
    ],
    [
      'an example that is not there',
      '{% bytes title="T" document="wire/sse/conformance/some.md" example="Two." /%}',
      `${LINE}: bytes: wire/sse/conformance/some.md has no case “Two.”.`,
    ],
    [
      'a frame that the example has not',
      '{% bytes title="T" document="wire/sse/conformance/some.md" example="One event." number=1 /%}',
      `${LINE}: bytes: The case has 1 frames; \`number\` counts from 0.`,
    ],
    [
      'bytes of nothing',
      '{% bytes title="T" /%}',
      `${LINE}: bytes: Give \`document\` and \`example\`, or one of \`figure\`, \`frame\` and \`wire\`.`,
    ],
    [
      'a prediction with one choice',
      '{% predict id="p" %}\nQ?\n\n{% choice id="x" right=true %}A{% /choice %}\n\n{% reveal %}R{% /reveal %}\n{% /predict %}',
      `${LINE}: predict: There are fewer than two choices.`,
    ],
    [
      'a prediction without a right choice',
      '{% predict id="p" %}\nQ?\n\n{% choice id="x" %}A{% /choice %}\n{% choice id="y" %}B{% /choice %}\n\n{% reveal %}\nR\n{% /reveal %}\n{% /predict %}',
      `${LINE}: predict: No choice is right.`,
    ],
  ])('for %s', (_what, text, problem) => {
    const found = problems(body(text)).join('\n');
    if (typeof problem === 'string') expect(found).toBe(problem);
    else expect(found).toMatch(problem);
  });

  test('for a goal that is shown nowhere', () => {
    expect(problems(body('Text.').replace('"a", "b"', '"a"'))).toEqual([
      '1: The goal b is shown nowhere: name it in a goals tag.',
    ]);
  });

  test('for text before the first step', () => {
    expect(problems(body('Text.').replace('## Step', 'Before.\n\n## Step'))).toEqual([
      `${BODY}: This stands before the first step (##).`,
    ]);
  });
});
