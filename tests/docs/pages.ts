import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closeCodeMeaning, CLOSE_CODES } from '../../wire/websocket/close.ts';
import { DIAGNOSTIC_TABLES } from '../../wire/diagnostics.ts';
import type { DiagnosticDefinition } from '../../wire/diagnostic.ts';
import { FIELD_TABLES } from '../../wire/fields.ts';
import { HEADER_FIELDS } from '../../wire/http1/headers.ts';
import { STATUS_CODES } from '../../wire/http1/status.ts';
import { ERROR_CODES } from '../../wire/http2/error-codes.ts';
import { FRAME_TYPE_DEFINITIONS } from '../../wire/http2/frame-types.ts';
import { SETTING_DEFINITIONS } from '../../wire/http2/settings.ts';
import type { FieldDefinition } from '../../wire/span.ts';
import { specLink, type SpecReference } from '../../wire/spec.ts';
import { EXTENSION_TYPES } from '../../wire/tls/extension-types.ts';
import { checksPage } from './checks-page.ts';
import { endpointsPage } from './endpoints-page.ts';
import { filterPage } from './filter-page.ts';
import { cell, code, table } from './markdown.ts';

/*
 * The reference pages of docs/, made from the tables that the decoders read. Nothing in them is written by hand.
 */
export const RENEW = 'npm run docs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const TITLES: Record<keyof typeof FIELD_TABLES, string> = {
  tls: 'TLS ClientHello',
  http1: 'HTTP/1.1',
  http2: 'HTTP/2',
  hpack: 'HPACK',
  websocket: 'WebSocket',
  sse: 'Server-Sent Events',
};
const PROTOCOLS = Object.keys(TITLES) as (keyof typeof TITLES)[];

const cite = (spec: SpecReference): string => `[${spec}](${specLink(spec)})`;

const page = (title: string, intro: string, sections: readonly (readonly [string, string])[]): string =>
  [
    `# ${title}`,
    `<!-- Generated from wire/. Do not edit: run \`${RENEW}\`. -->`,
    intro,
    ...sections.flatMap(([heading, body]) => [`## ${heading}`, body]),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');

/** The conformance documents that trigger each code of a protocol, alone or in other layers, as links from docs/. */
function triggers(protocol: string): Map<string, string> {
  const found = new Map<string, string>();
  const documents = [`wire/${protocol}`, 'trace/stacks'].flatMap((name) => {
    const folder = join(root, name);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /(^|\/)conformance\/[^/]+\.md$/.test(path.replaceAll('\\', '/')))
      .sort()
      .map((path) => join(folder, path));
  });
  for (const path of documents) {
    for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(/^ {2}! (\S+)/gm)) {
      if (!found.has(name)) found.set(name, `[${basename(path)}](../${relative(root, path)})`);
    }
  }
  return found;
}

/** docs/diagnostics.md. */
export function diagnosticsPage(): string {
  const sections = PROTOCOLS.map((protocol) => {
    const shown = triggers(protocol);
    const entries = Object.entries<DiagnosticDefinition>(DIAGNOSTIC_TABLES[protocol]);
    const rows = entries.map(([name, { severity, message, spec, response }]) => [
      code(name),
      severity,
      cell(message),
      cite(spec),
      cell(response) || '–',
      shown.get(name) ?? '–',
    ]);
    const head = ['Code', 'Severity', 'What it says', 'Section', 'An endpoint answers', 'Shown in'];
    return [TITLES[protocol], table(head, rows)] as const;
  });
  return page(
    'Diagnostics',
    [
      'Everything the decoders can say about bytes that are wrong, or worth a second look. Bad bytes never stop a decoder:',
      'it reports them at their place and reads on. An `error` is something an endpoint must or may act on, a `warning` is',
      'allowed but harmful or obsolete, a `note` is worth knowing. The fifth column is what an endpoint would answer: an',
      'HTTP status, an HTTP/2 error code, a WebSocket close code or a TLS alert.',
    ].join('\n'),
    sections,
  );
}

const fieldRows = (fields: Readonly<Record<string, FieldDefinition>>): string[][] =>
  Object.values(fields).map(({ label, meaning, spec }) => [cell(label), cell(meaning), cite(spec)]);

/** docs/glossary.md. */
export function glossaryPage(): string {
  const fields = PROTOCOLS.map((protocol) => {
    return [
      `${TITLES[protocol]} fields`,
      table(['Field', 'Meaning', 'Section'], fieldRows(FIELD_TABLES[protocol])),
    ] as const;
  });
  const numbered = <T>(entries: Readonly<Record<number, T>>): [number, T][] =>
    Object.entries(entries).map(([number, entry]) => [Number(number), entry]);
  const hex = (number: number): string => code(`0x${number.toString(16).padStart(2, '0')}`);
  return page(
    'Glossary',
    'The names that inspector, lessons and decoders use, in the spelling of their specifications.',
    [
      ...fields,
      ['Header fields', table(['Field', 'Meaning', 'Section'], fieldRows(HEADER_FIELDS))],
      [
        'Status codes',
        table(
          ['Code', 'Reason', 'Meaning', 'Section'],
          numbered(STATUS_CODES).map(([number, { reason, meaning, spec }]) => [
            `${number}`,
            cell(reason),
            cell(meaning),
            cite(spec),
          ]),
        ),
      ],
      [
        'HTTP/2 frame types',
        table(
          ['Type', 'Name', 'Meaning', 'Flags', 'Section'],
          numbered(FRAME_TYPE_DEFINITIONS).map(([number, { name, meaning, flags, spec }]) => [
            hex(number),
            name,
            cell(meaning),
            flags.map((flag) => flag.name).join(', ') || '–',
            cite(spec),
          ]),
        ),
      ],
      [
        'HTTP/2 settings',
        table(
          ['Identifier', 'Name', 'Meaning', 'Initial value', 'Section'],
          numbered(SETTING_DEFINITIONS).map(([number, { name, meaning, initial, unit, spec }]) => [
            hex(number),
            name,
            cell(meaning),
            typeof initial === 'number' ? `${initial.toLocaleString('en-US')} ${unit}`.trim() : initial,
            cite(spec),
          ]),
        ),
      ],
      [
        'HTTP/2 error codes',
        table(
          ['Code', 'Name', 'Meaning'],
          numbered(ERROR_CODES).map(([number, { name, meaning }]) => [hex(number), name, cell(meaning)]),
        ),
      ],
      [
        'WebSocket close codes',
        table(
          ['Code', 'Name', 'Meaning'],
          numbered(CLOSE_CODES).map(([number, name]) => [
            `${number}`,
            cell(name),
            cell(closeCodeMeaning(number)),
          ]),
        ),
      ],
      [
        'TLS extensions',
        table(
          ['Type', 'Name', 'Meaning', 'Section'],
          numbered(EXTENSION_TYPES).map(([number, { name, meaning, spec }]) => [
            `${number}`,
            code(name),
            cell(meaning),
            cite(spec),
          ]),
        ),
      ],
    ],
  );
}

/** Every generated page, by its path from the project's root. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/diagnostics.md': diagnosticsPage,
  'docs/glossary.md': glossaryPage,
  'docs/lesson-checks.md': () => checksPage(RENEW),
  'docs/endpoints.md': () => endpointsPage(RENEW),
  'docs/frame-filter.md': () => filterPage(RENEW),
};
