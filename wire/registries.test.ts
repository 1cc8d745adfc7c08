import { describe, expect, test } from 'vitest';
import type { DiagnosticDefinition } from './diagnostic.ts';
import { DIAGNOSTIC_TABLES, diagnosticDefinition } from './diagnostics.ts';
import { FIELD_TABLES, fieldDefinition } from './fields.ts';
import type { FieldTable } from './span.ts';
import { isSpecReference } from './spec.ts';

/** How codes of a protocol begin. */
const CODE_PREFIXES: Record<keyof typeof DIAGNOSTIC_TABLES, string> = {
  tls: 'tls',
  http1: 'http1',
  http2: 'http2',
  hpack: 'hpack',
  websocket: 'ws',
  sse: 'sse',
};

describe.each(Object.entries<Record<string, DiagnosticDefinition>>(DIAGNOSTIC_TABLES))(
  'each diagnostic of %s',
  (protocol, table) => {
    const entries = Object.entries(table);

    test('has a code of its protocol, found in the registry', () => {
      const prefix = CODE_PREFIXES[protocol as keyof typeof DIAGNOSTIC_TABLES];
      for (const [code, definition] of entries) {
        expect(code).toMatch(new RegExp(`^${prefix}/[a-z0-9]+(?:[-.][a-z0-9]+)*$`));
        expect(diagnosticDefinition(code)).toBe(definition);
      }
    });

    test('says in sentences what is wrong, and cites a known section', () => {
      for (const [code, { message, spec }] of entries) {
        expect(message, code).toMatch(/^\S.*\.$/s);
        expect(isSpecReference(spec), `${code}: ${spec}`).toBe(true);
        expect(spec, code).not.toMatch(/^RFC \d+$/);
      }
    });
  },
);

describe.each(Object.entries<FieldTable>(FIELD_TABLES))('each field of %s', (protocol, table) => {
  const entries = Object.entries(table);

  test('has an id of its protocol, found in the registry', () => {
    for (const [id, definition] of entries) {
      expect(id).toMatch(new RegExp(`^${protocol}\\.[a-z0-9]+(?:[-.][a-z0-9]+)*$`));
      expect(fieldDefinition(id)).toBe(definition);
    }
  });

  test('is explained in a sentence, and cites a known section', () => {
    for (const [id, { label, meaning, spec }] of entries) {
      expect(label, id).not.toBe('');
      expect(meaning, id).toMatch(/^\S.*\.$/s);
      expect(isSpecReference(spec), `${id}: ${spec}`).toBe(true);
    }
  });
});

test('a code or field that no table has is unknown', () => {
  expect(diagnosticDefinition('ws/no-such-code')).toBeUndefined();
  expect(diagnosticDefinition('constructor')).toBeUndefined();
  expect(fieldDefinition('toString')).toBeUndefined();
});
