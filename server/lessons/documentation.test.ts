import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { lessonActionSchema } from '../../contract/lesson-actions.ts';
import { EXAMPLE_LESSON } from './example-lesson.ts';
import { compileLesson } from './compile-lesson.ts';

const text = readFileSync('docs/writing-lessons.md', 'utf8');

describe('docs/writing-lessons.md', () => {
  test('has the example that `wire101 new-lesson` writes, word for word', () => {
    expect(text).toContain(`\`\`\`\n${EXAMPLE_LESSON}\`\`\``);
  });

  test('has an example that compiles', () => {
    const example = /```\n(---\n[\s\S]*?)```/.exec(text)?.[1] ?? '';
    const lesson = compileLesson(example, {
      file: 'docs/writing-lessons.md',
      place: { id: 'one-stream', number: 1, part: { number: 1, title: 'Part' } },
      highlight: () => [],
      readSource: () => undefined,
      isOwnAddress: () => false,
    });
    expect(lesson.steps.map(({ title }) => title)).toEqual(['Open it', 'What to keep']);
  });

  test('has examples of every pointer, of bytes and of questions that compile', () => {
    const front = /```\n(---\n[\s\S]*?\n---\n)/.exec(text)?.[1] ?? '';
    const examples = /### Pointing[\s\S]*?```\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const goals = '{% goals ids=["open", "back"] /%}';
    const lesson = compileLesson(`${front}\n## Step\n\n${goals}\n\n${examples}`, {
      file: 'docs/writing-lessons.md',
      place: { id: 'one-stream', number: 1, part: { number: 1, title: 'Part' } },
      highlight: () => [],
      readSource: (path) => readFileSync(path, 'utf8'),
      isOwnAddress: () => false,
    });
    expect(lesson.steps[0]?.blocks.map(({ type }) => type)).toEqual([
      'goals',
      ...['look', 'look', 'look', 'look', 'bytes', 'bytes', 'predict', 'quiz'],
    ]);
  });

  test('has an example of code to change that compiles', () => {
    const front = /```\n(---\n[\s\S]*?\n---\n)/.exec(text)?.[1] ?? '';
    const example = /````\n([\s\S]*?)````/.exec(text)?.[1] ?? '';
    const lesson = compileLesson(`${front}\n## Step\n\n{% goals ids=["open", "back"] /%}\n\n${example}`, {
      file: 'docs/writing-lessons.md',
      place: { id: 'one-stream', number: 1, part: { number: 1, title: 'Part' } },
      highlight: () => [],
      readSource: () => undefined,
      isOwnAddress: () => false,
    });
    expect(lesson.steps[0]?.blocks.map(({ type }) => type)).toEqual(['goals', 'try']);
  });

  test('has actions that the schema takes', () => {
    const examples = /## Actions[\s\S]*?```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const actions = v.parse(v.array(lessonActionSchema), parse(examples));
    expect(actions.length).toBeGreaterThan(5);
  });
});
