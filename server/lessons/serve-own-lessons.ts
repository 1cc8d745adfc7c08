import { watch } from 'node:fs';
import type { Lesson } from '../../contract/lesson.ts';
import type { OwnLessonsIndex } from '../../contract/own-lessons.ts';
import { sendJson } from '../app/send-json.ts';
import type { PageHandler } from '../app/static.ts';
import type { Clock } from '../context.ts';
import { Watched } from '../watched.ts';
import { summarizeLesson, type CompiledLessons } from './course.ts';
import { compileOwnLessons } from './own-lessons.ts';

const PREFIX = '/own-lessons/';
/** Editors write a file in several steps. */
const SETTLE_MS = 100;

/** Lessons that are no part of the build: compiled at the start, and again whenever a file in their folder changes. */
export interface OwnLessons {
  /** Grows with every change, so that open pages fetch them anew. */
  readonly revision: Watched<number>;
  /** Those without problems. */
  readonly lessons: readonly Lesson[];
  /** Every problem of all of them, one a line. Empty: none. */
  readonly problems: string;
  /** Serves them beside the page, at `/own-lessons/index.json` and `/own-lessons/<id>.json`. */
  serve(page: PageHandler): PageHandler;
  close(): void;
}

export interface OwnLessonsOptions {
  readonly folder: string;
  readonly clock: Pick<Clock, 'after'>;
  /** Is told what is wrong after a change; with an empty text when nothing is any more. */
  readonly changed?: (problems: string) => void;
}

export async function openOwnLessons({ folder, clock, changed }: OwnLessonsOptions): Promise<OwnLessons> {
  let compiled = await compileOwnLessons(folder);
  const revision = new Watched(1);
  const problems = (): string =>
    compiled.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n');
  const stop = watchFolder(folder, clock, async () => {
    compiled = await compileOwnLessons(folder);
    changed?.(problems());
    revision.set(revision.value + 1);
  });
  return {
    revision,
    get lessons() {
      return compiled.lessons;
    },
    get problems() {
      return problems();
    },
    serve: (page) => (pathname, request, response) => {
      const content = pathname.startsWith(PREFIX) ? find(compiled, pathname.slice(PREFIX.length)) : undefined;
      if (content === undefined) return page(pathname, request, response);
      sendJson(response, 200, content);
      return Promise.resolve(true);
    },
    close: stop,
  };
}

/** The index, or one lesson. */
function find({ lessons, problems }: CompiledLessons, name: string): object | undefined {
  if (name === 'index.json') {
    return { lessons: lessons.map(summarizeLesson), problems } satisfies OwnLessonsIndex;
  }
  return lessons.find(({ id }) => name === `${id}.json`);
}

/** Calls `changed` after something in the folder was written, one call at a time. A folder that cannot be watched is not. */
function watchFolder(folder: string, clock: Pick<Clock, 'after'>, changed: () => Promise<void>): () => void {
  let cancel = (): void => {};
  let running = Promise.resolve();
  try {
    const watcher = watch(folder, { recursive: true }, (_event, name) => {
      /* A recording beside a lesson changes nothing in it. */
      if (name?.endsWith('.w101') === true) return;
      cancel();
      cancel = clock.after(SETTLE_MS, () => {
        running = running.then(changed).catch(() => {});
      });
    });
    watcher.on('error', () => watcher.close());
    return () => {
      cancel();
      watcher.close();
    };
  } catch {
    return cancel;
  }
}
