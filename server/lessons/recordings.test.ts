import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Pointer } from '../../contract/lesson.ts';
import { readRecording } from '../../contract/recording-file.ts';
import { decoding } from '../../trace/decoding.ts';
import { findFigure } from '../../trace/figures/registry.ts';
import { findFrame } from '../../trace/find-frame.ts';
import { findWire } from '../../trace/find-wire.ts';
import { Trace } from '../../trace/trace.ts';
import { unmetGoals } from './check/record-lesson.ts';
import { loadCourse } from './course.ts';

/** A page without a lab fetches it with the lesson. */
const MOST_BYTES_GZ = 100_000;

/** Whether what a lesson points at is in a recording, as the page looks for it. */
function isThere(trace: Trace, pointer: Pointer): boolean {
  if (pointer.type === 'wire') return findWire(trace, pointer.wire) !== undefined;
  if (pointer.type === 'frame') return findFrame(trace, pointer.frame) !== undefined;
  const { id, args } = pointer.figure;
  return findFigure(id)?.read(trace, args, trace.lastT)?.evidence !== undefined;
}

/** Everything that looks and bytes of a lesson point at, wherever they stand in it. */
function pointersIn(value: unknown): Pointer[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'at' in value && typeof value.at === 'object' && value.at !== null ? [value.at as Pointer] : [];
  return [...own, ...Object.values(value).flatMap(pointersIn)];
}

describe('recordings of lessons', async () => {
  const { lessons, recordings } = await loadCourse(process.cwd());
  const recorded = lessons.filter(({ id }) => recordings.has(id));

  test('are there, one for every lesson', () => {
    expect(recorded.map(({ id }) => id)).toEqual(lessons.map(({ id }) => id));
    expect(lessons.length).toBeGreaterThan(0);
  });

  test.each(recorded.map((lesson) => [lesson.id, lesson] as const))(
    'that of %s meets every goal of its lesson, has all that it points at, and is small',
    (id, lesson) => {
      const bytes = readFileSync(recordings.get(id) ?? '');
      const trace = new Trace(decoding);
      for (const record of readRecording(bytes)) trace.apply(record);
      expect(unmetGoals(lesson, trace)).toEqual([]);
      const pointers = pointersIn(lesson.steps);
      expect(pointers.length).toBeGreaterThan(0);
      expect(pointers.filter((pointer) => !isThere(trace, pointer))).toEqual([]);
      expect(gzipSync(bytes).length).toBeLessThan(MOST_BYTES_GZ);
    },
  );
});
