import { Gunzip, Inflate, Unzlib } from 'fflate';
import { concatBytes, joinBytes } from '../wire/bytes.ts';
import { InflateLimitError, type CreateInflate } from '../wire/websocket/deflate.ts';

/**
 * Raw DEFLATE for one direction of a permessage-deflate connection (RFC 7692 §7.2.2). The sliding window is kept from
 * message to message. Throws on bad data, and InflateLimitError when a message grows over `limit` bytes.
 */
export const createFflateInflate: CreateInflate = (dictionary) => {
  let runs: Uint8Array[] = [];
  let size = 0;
  let bound = 0;
  const stream = new Inflate(dictionary ? { dictionary } : {}, (run) => {
    size += run.length;
    if (size > bound) throw new InflateLimitError(`The message inflates to more than ${bound} bytes.`);
    runs.push(run.slice());
  });
  return (compressed, limit) => {
    runs = [];
    size = 0;
    bound = limit;
    stream.push(compressed, false);
    return joinBytes(runs);
  };
};

/** Content codings that can be undone here (RFC 9110 §8.4.1). */
export type ContentCoding = 'gzip' | 'deflate';

/** `deflate` is meant to have the header of zlib (RFC 9110 §8.4.1.2); some servers leave it out, and browsers read both. */
function hasZlibHeader(first: number, second: number): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

/**
 * Undoes a content coding, piece by piece. Throws on bad data, and InflateLimitError when a piece grows over `limit` bytes.
 * What a piece does not yet say whole comes with a later one. Checksums are not checked.
 */
export function createContentInflate(coding: ContentCoding): ReturnType<CreateInflate> {
  let runs: Uint8Array[] = [];
  let room = 0;
  let head: Uint8Array = new Uint8Array(0);
  let stream: Gunzip | Unzlib | Inflate | undefined;
  const take = (run: Uint8Array): void => {
    room -= run.length;
    if (room < 0) throw new InflateLimitError('The content inflates to more bytes than are kept.');
    runs.push(run.slice());
  };
  const open = ([first = 0, second = 0]: Uint8Array): Gunzip | Unzlib | Inflate => {
    if (coding === 'gzip') return new Gunzip(take);
    return hasZlibHeader(first, second) ? new Unzlib(take) : new Inflate(take);
  };
  return (compressed, limit) => {
    runs = [];
    room = limit;
    if (stream) stream.push(compressed, false);
    else {
      head = concatBytes(head, compressed);
      if (head.length < 2) return head.subarray(0, 0);
      stream = open(head);
      stream.push(head, false);
    }
    return joinBytes(runs);
  };
}
