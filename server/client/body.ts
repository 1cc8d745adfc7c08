import type { IncomingMessage } from 'node:http';

/** The longest content that is read as a whole, in bytes: what a poll can be answered with at most, and some more. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Reads a response to its end, as text. Rejects when it breaks off, or is longer than the bound. */
export async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error(`The response is longer than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  if (!response.complete) throw new Error('The response broke off.');
  return Buffer.concat(chunks).toString('utf8');
}
