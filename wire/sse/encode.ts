import { encodeUtf8 } from '../text.ts';

/** What a block of an event stream is written from. Everything may be left out; no data means no event. */
export interface SseBlock {
  /** The event type; `message` when left out. */
  readonly event?: string;
  /** Written as one `data` line for each of its lines. */
  readonly data?: string;
  /** The last event ID. The empty string resets it. */
  readonly id?: string;
  /** The reconnection time in whole milliseconds. */
  readonly retry?: number;
  /** Written as one comment line for each of its lines. */
  readonly comment?: string;
}

/** The three line endings of an event stream (HTML Standard: Parsing an event stream). */
export type LineEnding = '\n' | '\r\n' | '\r';

function refuse(name: string, value: string, pattern: RegExp, what: string): void {
  if (pattern.test(value)) {
    throw new RangeError(`The ${name} must not contain ${what}; escape it, or put it into data.`);
  }
}

/**
 * A block as text, its blank line included. CR, LF and CR LF in data and comment all become a line, so that data with
 * CR reads back with LF. Throws RangeError for what a block cannot say: an event or id with a line break, an id with
 * U+0000, a retry that is not a whole number.
 */
export function encodeSse(block: SseBlock, lineEnding: LineEnding = '\n'): string {
  const lines: string[] = [];
  if (block.comment !== undefined) {
    for (const line of block.comment.split(/\r\n|\r|\n/)) lines.push(line === '' ? ':' : `: ${line}`);
  }
  if (block.event !== undefined) {
    refuse('event type', block.event, /[\r\n]/, 'a line break');
    lines.push(`event: ${block.event}`);
  }
  if (block.id !== undefined) {
    refuse('id', block.id, /[\r\n\0]/, 'a line break or U+0000');
    lines.push(`id: ${block.id}`);
  }
  if (block.retry !== undefined) {
    if (!Number.isSafeInteger(block.retry) || block.retry < 0) {
      throw new RangeError(`A retry of ${block.retry} is not a whole number of milliseconds; round it.`);
    }
    lines.push(`retry: ${block.retry}`);
  }
  if (block.data !== undefined) {
    for (const line of block.data.split(/\r\n|\r|\n/)) lines.push(`data: ${line}`);
  }
  return lines.map((line) => line + lineEnding).join('') + lineEnding;
}

/** The same as UTF-8 bytes. */
export function encodeSseBytes(block: SseBlock, lineEnding: LineEnding = '\n'): Uint8Array<ArrayBuffer> {
  return encodeUtf8(encodeSse(block, lineEnding));
}
