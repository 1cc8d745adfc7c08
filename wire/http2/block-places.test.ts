import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../diagnostic.ts';
import { BlockPlaces } from './block-places.ts';
import { createHttp2Decoder } from './decoder.ts';
import { encodeContinuation, encodeHeaders } from './encode.ts';

const found = (start: number, end: number): Diagnostic => ({
  code: 'hpack/truncated',
  severity: 'error',
  message: '',
  spec: 'RFC 7541 §5',
  start,
  end,
});

/** A block of 3 + 0 + 4 bytes in three frames, the first one padded. */
function places(): BlockPlaces {
  const decoder = createHttp2Decoder({ sender: 'server' });
  const frames = [
    encodeHeaders(1, new Uint8Array(3), { endHeaders: false, padLength: 2 }),
    encodeContinuation(1, new Uint8Array(0), { endHeaders: false }),
    encodeContinuation(1, new Uint8Array(4)),
  ].flatMap((bytes) => decoder.push(bytes));
  const result = new BlockPlaces();
  for (const [at, frame] of frames.entries()) result.add(frame, at + 10);
  return result;
}

describe('a finding in a header block', () => {
  /* Nine bytes of frame header and the Pad Length; 15 bytes in all, and 9 of the empty CONTINUATION. */
  const FIRST = 9 + 1;
  const THIRD = 15 + 9 + 9;

  test.each([
    ['in the first frame', found(1, 3), 10, FIRST + 1, FIRST + 3],
    ['in a CONTINUATION frame', found(4, 6), 12, THIRD + 1, THIRD + 3],
    ['where a fragment begins, an empty one before it', found(3, 3), 12, THIRD, THIRD],
    ['over several frames', found(1, 6), 10, FIRST + 1, FIRST + 3],
    ['at the end of the block', found(7, 7), 12, THIRD + 4, THIRD + 4],
  ])('%s is placed on its bytes there', (_, diagnostic, frame, start, end) => {
    const placed = places().place(diagnostic);
    expect([placed.frame, placed.diagnostic.start, placed.diagnostic.end]).toEqual([frame, start, end]);
  });
});
