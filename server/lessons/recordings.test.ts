import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readRecording } from '../../contract/recording-file.ts';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import { unmetGoals } from './check/record-lesson.ts';
import { loadCourse } from './course.ts';

/** A page without a lab fetches it with the lesson. */
const MOST_BYTES_GZ = 100_000;

describe('recordings of lessons', async () => {
  const { lessons, recordings } = await loadCourse(process.cwd());
  const recorded = lessons.filter(({ id }) => recordings.has(id));

  test('are there, one for every lesson', () => {
    expect(recorded.map(({ id }) => id)).toEqual(lessons.map(({ id }) => id));
    expect(lessons.length).toBeGreaterThan(0);
  });

  test.each(recorded.map((lesson) => [lesson.id, lesson] as const))(
    'that of %s meets every goal of its lesson, and is small',
    (id, lesson) => {
      const bytes = readFileSync(recordings.get(id) ?? '');
      const trace = new Trace(decoding);
      for (const record of readRecording(bytes)) trace.apply(record);
      expect(unmetGoals(lesson, trace)).toEqual([]);
      expect(gzipSync(bytes).length).toBeLessThan(MOST_BYTES_GZ);
    },
  );
});
