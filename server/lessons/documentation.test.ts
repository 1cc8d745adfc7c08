import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../trace/checks/registry.ts';
import { FIGURES } from '../../trace/figures/registry.ts';
import { compileLesson } from './compile-lesson.ts';

const text = readFileSync('docs/writing-lessons.md', 'utf8');

describe('docs/writing-lessons.md', () => {
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

  test.each([...CHECKS, ...FIGURES].map(({ id }) => id))('names %s', (id) => {
    expect(text).toContain(`\`${id}\``);
  });
});
