import { describe, expect, test } from 'vitest';
import { loadCourse } from './course.ts';

describe('the course', async () => {
  const { lessons } = await loadCourse(process.cwd());

  test('every lesson in the folder compiles', () => {
    expect(lessons.map(({ id }) => id)).toContain('six-lanes');
  });

  test.each(lessons.map((lesson) => [lesson.id, lesson] as const))(
    'the lesson %s is about as long as it says, and its text says something in every step',
    (_id, lesson) => {
      expect(lesson.steps.length).toBeGreaterThanOrEqual(3);
      for (const step of lesson.steps) expect(step.blocks.length).toBeGreaterThan(0);
    },
  );
});
