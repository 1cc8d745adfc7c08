import { concatBytes } from '../bytes.ts';
import { runConformance } from '../conformance.ts';
import { NO_DIAGNOSTICS } from '../diagnostic.ts';
import type { Decoder, Frame } from '../frame.ts';
import { createHpackDecoder, type HpackDecoderOptions } from './decoder.ts';
import type { HeaderBlock } from './header-block.ts';
import { HPACK_DIAGNOSTICS } from './diagnostics.ts';

interface Options extends HpackDecoderOptions {
  /** Blocks that the same context decoded before, in hex. */
  before?: readonly string[];
  /** The limit is changed to this between those and the block. */
  limit?: number;
}

/** One line of a document: a representation, or the block as a whole. */
interface Line extends Frame {
  readonly details: string;
}

function linesOf(block: HeaderBlock): Line[] {
  const line = (type: string, start: number, end: number, details: string): Line => ({
    layer: 'http2',
    type,
    start,
    end,
    details,
    diagnostics: NO_DIAGNOSTICS,
  });
  const parts = [
    ...block.sizeUpdates.map(({ maxSize, start, end }) => line('size-update', start, end, String(maxSize))),
    ...block.fields.map(({ representation, start, end, name, value }) =>
      line(representation, start, end, `${name}: ${value}`),
    ),
  ].sort((a, b) => a.start - b.start);
  const evicted = block.evicted.length > 0 ? `, ${block.evicted.length} evicted` : '';
  const table = `table ${block.tableSizeBefore} to ${block.tableSizeAfter} of ${block.maxTableSize}${evicted}`;
  const whole = line('block', 0, block.decodedLength, table);
  return [...parts, { ...whole, diagnostics: block.diagnostics }];
}

/** A header block has no frames of its own: it is decoded when its input has ended. */
function blockDecoder({ before = [], limit, ...options }: Options): Decoder<Line> {
  const decoder = createHpackDecoder(options);
  for (const hex of before) decoder.decode(Uint8Array.from(Buffer.from(hex, 'hex')));
  if (limit !== undefined) decoder.setMaxTableSize(limit);
  let bytes: Uint8Array = new Uint8Array(0);
  return {
    push: (chunk) => {
      bytes = concatBytes(bytes, chunk);
      return [];
    },
    end: () => linesOf(decoder.decode(bytes)),
    pending: () => undefined,
  };
}

runConformance({
  protocol: 'hpack',
  decoder: blockDecoder,
  describe: (line) => line.details,
  diagnostics: HPACK_DIAGNOSTICS,
});
