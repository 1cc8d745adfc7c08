import fc from 'fast-check';
import { encodeUtf8 } from '../text.ts';

/* Test helper. */

/* Pieces that streams are made of, bad ones among them, so that random streams reach every branch. */
const PIECES = [
  'data',
  'event',
  'id',
  'retry',
  ':',
  ' ',
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '7',
  'x',
  '\0',
  '\uFEFF',
  'é',
  '🌿',
];
export const streamBytes = fc
  .array(fc.oneof(fc.constantFrom(...PIECES).map(encodeUtf8), fc.uint8Array({ maxLength: 3 })), {
    maxLength: 40,
  })
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));
