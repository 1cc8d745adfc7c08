import { joinBytes } from '../../wire/bytes.ts';
import { createHpackDecoder, type HeaderBlock } from '../../wire/hpack/decoder.ts';
import { BlockPlaces } from '../../wire/http2/block-places.ts';
import { FLAGS, FRAME_TYPES, type Http2Frame } from '../../wire/http2/frame.ts';
import { headerBlockFragment } from '../../wire/http2/payload.ts';
import { MAX_HEADER_BLOCK_BYTES, type BlockHistory } from '../http2/header-blocks.ts';
import type { Sink } from './sink.ts';

/** Fragments are joined when they are so many: a flood of short ones takes no more memory than their bytes. */
const MAX_FRAGMENTS = 1_024;

/** A header block whose END_HEADERS has come. */
export interface JoinedBlock {
  /** The HEADERS or PUSH_PROMISE that began it, and its row. */
  readonly first: Http2Frame;
  readonly row: number;
  /** Where its bytes stand; the numbers of the frames are rows. */
  readonly places: BlockPlaces;
  readonly block: HeaderBlock;
}

interface OpenBlock extends Omit<JoinedBlock, 'block'> {
  fragments: Uint8Array[];
}

/** Joins and decompresses the header blocks of one direction (RFC 9113 §4.3, RFC 7541). */
export class BlockJoiner {
  readonly #sink: Sink;
  readonly #history: BlockHistory;
  readonly #decoder = createHpackDecoder();
  #open: OpenBlock | undefined;

  constructor(sink: Sink, history: BlockHistory) {
    this.#sink = sink;
    this.#history = history;
  }

  /** SETTINGS_HEADER_TABLE_SIZE of the endpoint that receives these blocks, from here on. */
  setMaxTableSize(maxSize: number): void {
    this.#decoder.setMaxTableSize(maxSize);
    this.#history.setMaxTableSize(maxSize);
  }

  /** Takes a frame that carries a part of a header block. Gives the block that it completes. */
  take(frame: Http2Frame, row: number): JoinedBlock | undefined {
    const fragment = headerBlockFragment(frame);
    if (frame.typeCode !== FRAME_TYPES.CONTINUATION) {
      this.#open = { first: frame, row, places: new BlockPlaces(), fragments: [] };
    }
    const open = this.#open;
    if (!open) return undefined;
    const { places } = open;
    if (row !== open.row) this.#sink.noteContinuation(row, { first: open.row, offset: places.length });
    places.add(frame, row);
    if (fragment.length > 0 && places.length <= MAX_HEADER_BLOCK_BYTES) open.fragments.push(fragment.slice());
    if (open.fragments.length >= MAX_FRAGMENTS) open.fragments = [joinBytes(open.fragments)];
    if (!(frame.flags & FLAGS.END_HEADERS)) return undefined;
    this.#open = undefined;
    return this.#decode(open);
  }

  #decode({ first, row, places, fragments }: OpenBlock): JoinedBlock {
    this.#history.begin(this.#decoder);
    const block = this.#decoder.decode(joinBytes(fragments));
    this.#sink.noteHeaderBlock(this.#history, row, block);
    for (const diagnostic of block.diagnostics) {
      const placed = places.place(diagnostic);
      this.#sink.noteDiagnostics(placed.frame, [placed.diagnostic]);
    }
    return { first, row, places, block };
  }
}
