import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCertificates } from '../server/certificates/certificates.ts';
import { BROWSERS, LESSONS, type BrowserName, type Fact } from './facts/fact.ts';
import { FACTS } from './facts/registry.ts';
import { browserVersion, findBrowser } from './setup/browser.ts';
import { findFirefox, launchFirefox } from './setup/firefox.ts';
import { launchPlainChromium, type OneTab } from './setup/plain-chromium.ts';
import { startTestLab } from './support/test-lab.ts';

/*
 * What lessons say that browsers do, measured on the browsers that are installed. When one of these fails, a browser has
 * changed its mind: measure again by hand, then correct the lessons that the message names, and the expectation here.
 */
const FIND: Readonly<Record<BrowserName, () => Promise<string | undefined>>> = {
  Chromium: findBrowser,
  Firefox: findFirefox,
};

/** Every lab of these tests has this folder, and so the same key. */
const folder = await mkdtemp(join(tmpdir(), 'wire101-facts-'));
const { spkiHash } = await loadCertificates(folder);
afterAll(() => rm(folder, { recursive: true, force: true }));

const LAUNCH: Readonly<Record<BrowserName, () => Promise<OneTab>>> = {
  Chromium: () => launchPlainChromium(spkiHash),
  Firefox: launchFirefox,
};

async function measured(fact: Fact, browser: OneTab): Promise<unknown> {
  const lab = await startTestLab({
    dataFolder: folder,
    page: undefined,
    ...(fact.settings && { settings: fact.settings }),
    ...(fact.createEndpoints && { createEndpoints: fact.createEndpoints }),
  });
  try {
    return await fact.measure(browser, lab);
  } finally {
    await browser.open('about:blank');
    await lab.close();
  }
}

for (const name of BROWSERS) {
  const program = await FIND[name]();
  describe.skipIf(program === undefined)(`facts about ${name}`, () => {
    let browser: OneTab;
    let version = name as string;

    beforeAll(async () => {
      version = await browserVersion(program as string);
      browser = await LAUNCH[name]();
    });
    afterAll(() => browser.close());

    for (const fact of FACTS.filter(({ expected }) => name in expected)) {
      test(`${fact.id}: ${fact.statement}`, async () => {
        const changed =
          `${version} changed its mind about "${fact.id}". ` +
          `No longer so: ${fact.statement} Lessons affected: ${fact.lessons.join(', ')}.`;
        expect(await measured(fact, browser), changed).toEqual(fact.expected[name]);
      });
    }
  });
}

describe('the table of facts', () => {
  test('names each fact once', () => {
    expect(new Set(FACTS.map(({ id }) => id)).size).toBe(FACTS.length);
  });

  test('names lessons as their folders do', async () => {
    const root = fileURLToPath(new URL('../lessons', import.meta.url));
    const files = await readdir(root, { recursive: true });
    const written = files
      .filter((file) => basename(file) === 'lesson.md')
      .map((file) => file.split(/[\\/]/).at(-2) ?? '');
    expect(written).not.toEqual([]);
    const numbers = new Set<string>(LESSONS.map((lesson) => lesson.slice(0, 2)));
    const renamed = written
      .filter((lesson) => numbers.has(lesson.slice(0, 2)))
      .filter((lesson) => !LESSONS.some((known) => known === lesson));
    expect(renamed).toEqual([]);
  });
});
