import { createRequire } from 'node:module';

interface Decompressor {
  write(block: Uint8Array): void;
  execute(): void;
  read(): { readonly name: string; readonly value: string } | null;
}

interface HpackJs {
  readonly decompressor: {
    create(options: { readonly table: { readonly size: number; readonly maxSize: number } }): Decompressor;
  };
}

/** One compression context of hpack.js. Gives the number of fields of each block, which it reads as a caller would. */
export function createHpackJsDecoder(): (block: Uint8Array) => number {
  const { decompressor } = createRequire(import.meta.url)('hpack.js') as HpackJs;
  const context = decompressor.create({ table: { size: 4096, maxSize: 4096 } });
  return (block) => {
    context.write(block);
    context.execute();
    let fields = 0;
    while (context.read()) fields += 1;
    return fields;
  };
}
