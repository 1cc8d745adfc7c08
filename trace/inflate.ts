import { Inflate } from 'fflate';
import { joinBytes } from '../wire/bytes.ts';
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
