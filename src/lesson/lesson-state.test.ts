import { expect, test } from 'vitest';
import { lessonState, nextLesson } from './lesson-state.ts';
import { NO_PROGRESS, type LessonProgress } from './progress.ts';

const met = (...ids: readonly string[]): LessonProgress => ({
  ...NO_PROGRESS,
  met: Object.fromEntries(ids.map((id) => [id, { at: 1, reason: 'seen' }])),
});
const lesson = (id: string, buildsOn: readonly string[] = []) => ({ id, goals: ['a', 'b'], buildsOn });

test('a lesson is done when every goal was met, and begun when anything was', () => {
  const six = lesson('six');
  expect(lessonState(six, NO_PROGRESS)).toBe('open');
  expect(lessonState(six, met('a'))).toBe('begun');
  expect(lessonState(six, { ...NO_PROGRESS, step: 2 })).toBe('begun');
  expect(lessonState(six, { ...NO_PROGRESS, answers: { seventh: 'waits' } })).toBe('begun');
  expect(lessonState(six, met('a', 'b'))).toBe('done');
  expect(lessonState(six, met('a', 'gone'))).toBe('begun');
});

test('a lesson without goals is never done', () => {
  expect(lessonState({ goals: [] }, { ...NO_PROGRESS, step: 3 })).toBe('begun');
});

test('the next lesson is the one that was begun, else one that builds on what is done, else any', () => {
  const lessons = [lesson('one'), lesson('three', ['two']), lesson('two', ['one'])];
  const next = (kept: Readonly<Record<string, LessonProgress>>): string | undefined =>
    nextLesson(lessons, (id) => kept[id] ?? NO_PROGRESS)?.id;
  const done = met('a', 'b');
  expect(next({})).toBe('one');
  expect(next({ one: done })).toBe('two');
  expect(next({ two: met('a') })).toBe('two');
  expect(next({ one: done, two: done })).toBe('three');
  expect(next({ one: done, two: done, three: done })).toBeUndefined();
  expect(nextLesson([lesson('a', ['b']), lesson('b', ['a'])], () => NO_PROGRESS)?.id).toBe('a');
});
