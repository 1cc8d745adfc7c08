import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { HTML_SECTIONS, isSpecReference, OTHER_SECTIONS, SPECIFICATIONS, specLink } from './spec.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const PLACES = ['wire', 'contract', 'trace', 'server', 'src', 'lessons', 'docs', 'tests', 'bench'];
const PAGES = ['README.md', 'CONTRIBUTING.md', 'index.html'];
const TEXT = /\.(?:ts|js|svelte|md|markdoc|html|css|json|yaml)$/;

/** Obsolete documents may be named where the text is about their past, never cited by section. */
const NAMED_ONLY = ['RFC 7540'];

function filesBelow(path: string): string[] {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full).flatMap((name) => (name === 'vectors' ? [] : filesBelow(join(path, name))));
}

interface Citation {
  readonly place: string;
  readonly document: string;
  readonly section: string;
}

const citations: Citation[] = [...PLACES, ...PAGES]
  .flatMap(filesBelow)
  .filter((file) => TEXT.test(file))
  .flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        [...line.matchAll(/\b(RFC \d{4,5})\b(?:,? (§[\w.]*\w|Appendix [A-Z](?:\.\d+)*))?/g)].map((match) => ({
          place: `${file}:${index + 1}`,
          document: match[1] as string,
          section: match[2] ?? '',
        })),
      ),
  );

describe('the citations of the project', () => {
  test('are found at all', () => {
    expect(citations.length).toBeGreaterThan(300);
    expect(citations.filter(({ section }) => section !== '').length).toBeGreaterThan(200);
  });

  test('name documents in the list of specifications', () => {
    const unknown = citations.filter(
      ({ document, section }) =>
        !Object.hasOwn(SPECIFICATIONS, document) && !(section === '' && NAMED_ONLY.includes(document)),
    );
    expect(unknown.map(({ place, document, section }) => `${place} ${document} ${section}`)).toEqual([]);
  });

  test('write sections so that they can be linked', () => {
    const odd = citations.filter(
      ({ document, section }) => section !== '' && !isSpecReference(`${document} ${section}`),
    );
    expect(odd.map(({ place, document, section }) => `${place} ${document} ${section}`)).toEqual([]);
  });
});

describe('specLink', () => {
  test('leads to the document of its own number', () => {
    for (const [name, address] of Object.entries(SPECIFICATIONS)) {
      expect(address).toBe(`https://www.rfc-editor.org/rfc/${name.replace(' ', '').toLowerCase()}`);
    }
  });

  test('leads to the section', () => {
    expect(specLink('RFC 9113 §6.5.2')).toBe('https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2');
    expect(specLink('RFC 7541 Appendix C.2')).toBe('https://www.rfc-editor.org/rfc/rfc7541#appendix-C.2');
    expect(specLink('RFC 9110')).toBe('https://www.rfc-editor.org/rfc/rfc9110');
  });

  test('leads to sections of living standards by their title', () => {
    for (const title of Object.keys(HTML_SECTIONS) as (keyof typeof HTML_SECTIONS)[]) {
      expect(specLink(`HTML Standard: ${title}`)).toMatch(
        /^https:\/\/html\.spec\.whatwg\.org\/multipage\/\S+$/,
      );
    }
    for (const [title, address] of Object.entries(OTHER_SECTIONS)) {
      expect(specLink(title as keyof typeof OTHER_SECTIONS)).toBe(address);
      expect(address).toMatch(/^https:\/\//);
    }
  });
});

/* Document and rest stand apart here, so that this file cites nothing that does not exist. */
test.each([
  ['RFC 1', '§1'],
  ['RFC 9113', '§'],
  ['RFC 9113', '§a'],
  ['RFC 9113', '6.5'],
  ['RFC 9113', ''],
  ['HTML Standard:', 'Nothing'],
])('%j with %j is no citation', (document, rest) => {
  expect(isSpecReference(`${document} ${rest}`)).toBe(false);
});
