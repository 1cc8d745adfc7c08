import type { LabSettingsPatch } from '../../contract/settings.ts';
import type { LabOptions } from '../../server/lab.ts';
import type { OneTab } from '../setup/plain-chromium.ts';
import type { TestLab } from '../support/test-lab.ts';

export const BROWSERS = ['Chromium', 'Firefox'] as const;
export type BrowserName = (typeof BROWSERS)[number];

/** The lessons that rely on facts, by the number and name they have in the course: the folder of each. */
export const LESSONS = [
  '05-six-lanes',
  '06-it-comes-back',
  '09-frames',
  '10-the-shrinking-header',
  '12-the-limit-moved',
  '13-museum-of-the-dead',
  '16-staying-alive',
  '17-one-wire-again',
] as const;
export type LessonId = (typeof LESSONS)[number];

/** Something a lesson says that browsers do. */
export interface Fact {
  readonly id: string;
  /** One sentence, as a lesson would say it. */
  readonly statement: string;
  readonly lessons: readonly LessonId[];
  /** What `measure` finds in the browsers it was measured on; the others are not asked. */
  readonly expected: { readonly [B in BrowserName]?: unknown };
  readonly settings?: LabSettingsPatch;
  readonly createEndpoints?: LabOptions['createEndpoints'];
  /** Does it, in a lab of its own that the browser has not seen before. */
  measure(browser: OneTab, lab: TestLab): Promise<unknown>;
}

/** The page on the application's origin that scripts run in when they must come from another origin. */
export const otherOrigin = ({ lab }: TestLab): string => `${lab.app}/api/health`;

/** What the scripts of all facts need. Streams and sockets end when the tab opens another page. */
const HELP = `
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (ok, ms = 8000) => {
  for (const end = performance.now() + ms; !ok() && performance.now() < end; ) await later(10);
};
const streams = (count, base = '') => Array.from({ length: count }, (_, n) => {
  const source = new EventSource(base + '/sse?_stream=' + n);
  source.errors = 0;
  source.onerror = () => (source.errors += 1);
  return source;
});
const opened = (sources) => sources.filter((source) => source.readyState === 1).length;
const socketTo = (url) => new Promise((resolve, reject) => {
  const socket = new WebSocket(url);
  socket.onopen = () => resolve(socket);
  socket.onerror = () => reject(new Error('The WebSocket did not open.'));
});`;

/** Runs statements in the page; what they return is the answer. */
export function inPage(browser: OneTab, statements: string): Promise<unknown> {
  return browser.evaluate(`(async () => {${HELP}\n${statements}\n})()`);
}
