import { builtPage } from '../../cli/built-page.ts';
import { findChromium } from '../../cli/browser.ts';
import { driveBrowser } from '../../browser/driven-browser.ts';
import { createLab } from '../../lab.ts';
import type { OwnLessons } from '../serve-own-lessons.ts';
import type { LessonBench } from './lesson-run.ts';

export interface OpenLessonBench extends LessonBench {
  /** What runs the lessons, for people. */
  readonly name: string;
  close(): Promise<void>;
}

/** A browser that trusts the labs whose certificates are in `dataFolder`. Undefined when none is installed. */
export async function openLessonBench(
  own: OwnLessons,
  dataFolder: string,
  basePort?: number,
): Promise<OpenLessonBench | undefined> {
  const program = await findChromium();
  if (program === undefined) return undefined;
  // The first lab makes the key that the browser is told to trust.
  const keyMaker = await createLab({ basePort: 0, dataFolder });
  await keyMaker.close();
  const browser = await driveBrowser(program, keyMaker.spkiHash);
  return {
    own,
    dataFolder,
    basePort,
    page: builtPage,
    browser,
    name: `${browser.version}, ${program}`,
    close: () => browser.close(),
  };
}
