import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkLesson } from '../cli/check-lesson.ts';
import { newLesson } from '../cli/new-lesson.ts';
import { createClock } from '../clock.ts';
import { EXAMPLE_LESSON } from './example-lesson.ts';
import { compileOwnLessons } from './own-lessons.ts';
import { openOwnLessons } from './serve-own-lessons.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wire101-own-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, text: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'lesson.md'), text);
}

describe('lessons of somebody’s own', () => {
  test('are found below a folder, numbered by their names', async () => {
    await write('07-streams', EXAMPLE_LESSON);
    await write('more', EXAMPLE_LESSON);
    const { lessons, problems } = await compileOwnLessons(folder);
    expect(problems).toEqual([]);
    expect(lessons.map(({ id, number }) => [id, number])).toEqual([
      ['streams', 7],
      ['more', 2],
    ]);
  });

  test('may link to the course, build on it and quote the project’s sources', async () => {
    const text = EXAMPLE_LESSON.replace('buildsOn: []', 'buildsOn: [six-lanes]').replace(
      '## What to keep',
      '## What to keep\n\nSee [lanes](#/lessons/six-lanes).\n\n{% code title="Hello" file="server/endpoints/hello.ts" /%}\n',
    );
    await write('streams', text);
    expect((await compileOwnLessons(folder)).problems).toEqual([]);
  });

  test('that are wrong are left out, each problem with its file and line, and the others stay', async () => {
    await write('good', EXAMPLE_LESSON);
    await write('bad', EXAMPLE_LESSON.replace('## Open it', '## Open it\n\n{% nonsense /%}\n'));
    await write('six-lanes', EXAMPLE_LESSON);
    await write('Bad Name', EXAMPLE_LESSON);
    const { lessons, problems } = await compileOwnLessons(folder);
    expect(lessons.map(({ id }) => id)).toEqual(['good']);
    const line = EXAMPLE_LESSON.split('\n').indexOf('## Open it') + 3;
    expect(problems.map(({ file, ...rest }) => ({ ...rest, at: file.slice(file.indexOf(folder)) }))).toEqual(
      expect.arrayContaining([expect.objectContaining({ line, message: 'There is no tag nonsense.' })]),
    );
    expect(problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'There are two lessons with the id six-lanes.',
        expect.stringContaining('named like six-lanes or 05-six-lanes, not Bad Name'),
      ]),
    );
  });

  test('are compiled anew when a file changes', async () => {
    await write('good', EXAMPLE_LESSON);
    const own = await openOwnLessons({ folder, clock: createClock() });
    const changed = new Promise<number>((resolve) => own.revision.onChange(resolve));
    await write('good', EXAMPLE_LESSON.replace('title: One stream', 'title: Another stream'));
    expect(await changed).toBe(2);
    expect(own.lessons.map(({ title }) => title)).toEqual(['Another stream']);
    own.close();
  });
});

describe('wire101 new-lesson and check-lesson', () => {
  test('write a lesson in which nothing is wrong', async () => {
    const said = vi.spyOn(console, 'log').mockReturnValue();
    expect(await newLesson([join(folder, 'first')])).toBe(0);
    expect(await checkLesson([join(folder, 'first'), '--no-browser'])).toBe(0);
    expect(said.mock.lastCall?.[0]).toBe('The text of “One stream” is right.');
  });

  test('overwrite nothing, and take no name that gives no address', async () => {
    await write('first', 'mine');
    await expect(newLesson([join(folder, 'first')])).rejects.toThrow('Nothing was written.');
    await expect(newLesson([join(folder, 'First!')])).rejects.toThrow('not First!');
  });

  test('name every problem with file and line, and fail', async () => {
    const said = vi.spyOn(console, 'log').mockReturnValue();
    await write(
      'first',
      EXAMPLE_LESSON.replace('minutes: 5', 'minutes: 500').replace('hint: Press', 'hnt: Press'),
    );
    expect(await checkLesson([folder, '--no-browser'])).toBe(1);
    const lines = String(said.mock.lastCall?.[0]).split('\n');
    expect(lines.map((line) => /lesson\.md:(\d+): /.exec(line)?.[1])).toEqual(['4', '10', '14']);
  });

  test('say when there is no lesson', async () => {
    await expect(checkLesson([folder])).rejects.toThrow('There is no lesson.md in');
  });
});
