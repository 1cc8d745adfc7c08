/* Header blocks that other encoders wrote: tests/vectors/hpack. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createHpackDecoder } from './decoder.ts';
import { createHpackEncoder } from './encode.ts';

interface Story {
  readonly cases: readonly {
    readonly wire: string;
    readonly header_table_size?: number;
    readonly headers: readonly Readonly<Record<string, string>>[];
  }[];
}

const folder = fileURLToPath(new URL('../../tests/vectors/hpack/', import.meta.url));
const stories = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(folder + name).map((file) => `${name}/${file}`))
  .map((path): [string, Story] => [path, JSON.parse(readFileSync(folder + path, 'utf8')) as Story]);

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

test('there are the 33 stories of three encoders', () => {
  expect(stories).toHaveLength(33);
});

describe.each(stories)('story %s', (_path, { cases }) => {
  test('decodes to its header lists without a diagnostic', () => {
    const decoder = createHpackDecoder();
    for (const { wire, header_table_size: limit, headers } of cases) {
      if (limit !== undefined) decoder.setMaxTableSize(limit);
      const block = decoder.decode(fromHex(wire));
      expect(block.fields.map(({ name, value }) => ({ [name]: value }))).toEqual(headers);
      expect(block.diagnostics).toEqual([]);
      expect(block.decodedLength).toBe(block.length);
    }
  });

  test('survives our encoder and hpack.js as decoder', () => {
    const encoder = createHpackEncoder();
    const theirs = createHpackJsDecoder();
    for (const { headers } of cases) {
      const fields = headers.map((header) => {
        const [name, value] = Object.entries(header)[0] as [string, string];
        return { name, value };
      });
      expect(theirs(encoder.encode(fields))).toEqual(fields);
    }
  });
});

interface HpackJs {
  decompressor: {
    create(options: { table: { size: number } }): {
      write(block: Buffer): void;
      execute(): void;
      read(): { name: string; value: string } | null;
    };
  };
}

function createHpackJsDecoder() {
  const hpackJs = createRequire(import.meta.url)('hpack.js') as HpackJs;
  const decompressor = hpackJs.decompressor.create({ table: { size: 4096 } });
  return (block: Uint8Array) => {
    decompressor.write(Buffer.from(block));
    decompressor.execute();
    const fields: { name: string; value: string }[] = [];
    for (let field = decompressor.read(); field; field = decompressor.read()) {
      fields.push({ name: field.name, value: field.value });
    }
    return fields;
  };
}
