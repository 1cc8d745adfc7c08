import type { NodeResponse } from './connections.ts';

/** The longest content that is read as a whole, in bytes: what a poll can be answered with at most, and some more. */
const MAX_CONTENT_BYTES = 64 * 1024 * 1024;

/** Reads a response to its end, as text. Rejects when it breaks off, or is longer than the bound. */
export async function readText(response: NodeResponse): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.content) {
    length += chunk.length;
    if (length > MAX_CONTENT_BYTES)
      throw new Error(`The response is longer than ${MAX_CONTENT_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
