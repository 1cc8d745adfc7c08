/*
 * Event streams (HTML Standard: Parsing an event stream, Interpreting an event stream).
 *
 *   stream = [ BOM ] *block          block = *( line eol ) eol          eol = CRLF / LF / CR
 *   line   = [ name ] [ ":" [ SP ] value ]
 *
 * A blank line completes a block. When it ends in CR, a LF may follow that belongs to the same line ending. A browser
 * dispatches at the CR and passes over the LF; a frame has to end before or behind that LF, whatever the chunks are:
 *
 * - When the line before ended in a bare CR, the stream is written with CR: the frame is complete at the CR, at once,
 *   as in a browser. Should a LF follow all the same, it becomes a `blank` frame, which means nothing.
 * - Otherwise a LF is expected: the frame is complete with the next byte, and has the LF when that is one. Only a
 *   chunk that ends between CR and LF delays an event, until the LF comes.
 */
import { ByteWindow } from '../byte-window.ts';
import { createReporter, NO_DIAGNOSTICS, type Diagnostic } from '../diagnostic.ts';
import type { Decoder, Pending } from '../frame.ts';
import { decodeUtf8, isUtf8 } from '../text.ts';
import { SSE_DIAGNOSTICS, type SseDiagnosticCode } from './diagnostics.ts';
import type { SseFrame } from './frame.ts';
import { BOM_BYTES, hasBom, lineKind, valueStart } from './line.ts';

/** The bytes of one block whose text is kept. A browser has no such bound; the decoder reports when it is reached. */
export const MAX_BLOCK_BYTES = 16_777_216;
/** Diagnostics of one block; the last of them says that there were more. */
export const MAX_BLOCK_DIAGNOSTICS = 32;

export interface SseDecoderOptions {
  /** Instead of `MAX_BLOCK_BYTES`. */
  readonly maxBlockBytes?: number;
  /** The last event ID before the first byte: what a browser that reconnected starts with. Empty when left out. */
  readonly lastEventId?: string;
}

/**
 * Where the decoder stands:
 * - `line`: in a line, or where one may start. `cr`: a line ended in CR, and a LF may follow.
 * - `blank-cr`: the blank line ended in CR; the next byte completes the block. `complete-cr`: the CR did.
 */
export type SseState = 'line' | 'cr' | 'blank-cr' | 'complete-cr';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
/** Enough of a line to tell whether it is data or a comment, a byte order mark before it. */
const PREFIX_BYTES = 8;

const reportSse = createReporter(SSE_DIAGNOSTICS);

class SseDecoder implements Decoder<SseFrame> {
  readonly #window = new ByteWindow();
  readonly #maxBlockBytes: number;
  #state: SseState = 'line';
  /** How many of the unread bytes were searched for a line ending. */
  #searched = 0;
  /** Whether the line before ended in CR alone. */
  #bareCr = false;
  /** Whether the rest of this line is passed over, because its block is too long. */
  #skipping = false;
  #lastEventId: string;

  /* The block that is being read. */
  #start = 0;
  #lines = 0;
  #comments = 0;
  #keptBytes = 0;
  #hasData = false;
  #data = '';
  #event = '';
  #id: string | undefined;
  #retry: number | undefined;
  #comment = '';
  #diagnostics: Diagnostic[] | undefined;

  constructor(options: SseDecoderOptions) {
    this.#maxBlockBytes = options.maxBlockBytes ?? MAX_BLOCK_BYTES;
    this.#lastEventId = options.lastEventId ?? '';
  }

  push(chunk: Uint8Array): SseFrame[] {
    const frames: SseFrame[] = [];
    if (chunk.length === 0) return frames;
    const window = this.#window;
    window.feed(chunk);
    const { bytes, end } = window;
    /* What is unread, as text, from the first line that ends here: one call for the chunk, not one a line. */
    let text: string | undefined;
    let textAt = 0;
    let aligned = false;

    let at = window.at + this.#searched;
    if (this.#state !== 'line') at = this.#afterCr(at, frames);
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte !== LF && byte !== CR) continue;
      const from = window.at;
      let blank = at === from && !this.#skipping;
      if (!blank) {
        if (text === undefined) {
          text = decodeUtf8(bytes.subarray(from, end));
          textAt = 0;
          aligned = text.length === end - from;
        }
        const textEnd = aligned ? textAt + at - from : endOfLine(text, textAt);
        blank = this.#endLine(text.slice(textAt, textEnd), from, at);
        textAt = textEnd;
      }
      textAt += 1;
      window.at = at + 1;
      if (byte === LF) {
        this.#bareCr = false;
        if (blank) frames.push(this.#finish(window.position));
        continue;
      }
      this.#state = 'cr';
      if (blank && this.#bareCr) {
        frames.push(this.#finish(window.position));
        this.#state = 'complete-cr';
      } else if (blank) this.#state = 'blank-cr';
      if (at + 1 < end) {
        const next = this.#afterCr(at + 1, frames);
        textAt += next - at - 1;
        at = next - 1;
      }
    }
    this.#boundLine();
    this.#searched = window.unread;
    window.keep();
    return frames;
  }

  end(): SseFrame[] {
    const { limit } = this.#window;
    const state = this.#state;
    this.#state = 'line';
    if (state === 'blank-cr') return [this.#finish(limit)];
    return this.#start === limit ? [] : [this.#cutOff(limit)];
  }

  pending(): Pending | undefined {
    const { limit } = this.#window;
    return this.#start === limit ? undefined : { state: this.#state, start: this.#start, end: limit };
  }

  /** The byte behind a CR: a LF belongs to the same line ending. Returns the index where the next line starts. */
  #afterCr(at: number, frames: SseFrame[]): number {
    const window = this.#window;
    const lf = window.bytes[at] === LF;
    if (lf) window.at = at + 1;
    this.#bareCr = !lf;
    if (this.#state === 'blank-cr' || (lf && this.#state === 'complete-cr')) {
      frames.push(this.#finish(window.position));
    }
    this.#state = 'line';
    return window.at;
  }

  /** Takes the line at `from` to `at`. Returns whether it is blank after all: nothing but a byte order mark. */
  #endLine(text: string, from: number, at: number): boolean {
    if (this.#skipping) {
      this.#skipping = false;
      return false;
    }
    const window = this.#window;
    const start = window.position;
    let line = text;
    if (start === 0 && hasBom(window.bytes.subarray(from, at))) {
      if (at - from === BOM_BYTES) return true;
      line = text.slice(1);
    }
    this.#lines += 1;
    if (at - from > this.#maxBlockBytes - this.#keptBytes) this.#dropLine(line, start);
    else {
      this.#keptBytes += at - from;
      if (line.includes('\uFFFD') && !isUtf8(window.bytes.subarray(from, at))) {
        this.#report('sse/invalid-utf8', start, start + at - from);
      }
      this.#applyLine(line, start, start + at - from);
    }
    return false;
  }

  #applyLine(line: string, start: number, end: number): void {
    const colon = line.indexOf(':');
    const value = line.slice(valueStart(line, colon));
    const kind = lineKind(line, colon, value);
    switch (kind) {
      case 'data':
        this.#data = this.#hasData ? `${this.#data}\n${value}` : value;
        this.#hasData = true;
        break;
      case 'event':
        this.#event = value;
        break;
      case 'id':
        this.#id = value;
        break;
      case 'retry':
        this.#retry = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
        if (Number(value) > Number.MAX_SAFE_INTEGER) this.#report('sse/retry-too-large', start, end);
        break;
      case 'comment':
        this.#comment = this.#comments === 0 ? value : `${this.#comment}\n${value}`;
        this.#comments += 1;
        break;
      default:
        this.#report(`sse/${kind}`, start, end);
    }
  }

  /** A line that would take the block over its bound. That it is data, or a comment, still counts. */
  #dropLine(line: string, start: number): void {
    if (this.#keptBytes < this.#maxBlockBytes) this.#report('sse/block-too-long', start, start + 1);
    this.#keptBytes = this.#maxBlockBytes;
    if (line === 'data' || line.startsWith('data:')) this.#hasData = true;
    else if (line.startsWith(':')) this.#comments += 1;
  }

  /** Lets go of an unfinished line that is over the bound already. */
  #boundLine(): void {
    const window = this.#window;
    if (this.#skipping) window.at = window.end;
    else if (window.unread > this.#maxBlockBytes - this.#keptBytes && window.unread > PREFIX_BYTES) {
      const { at, end } = window;
      this.#endLine(decodeUtf8(window.bytes.subarray(at, at + PREFIX_BYTES)), at, end);
      window.at = end;
      this.#skipping = true;
    }
  }

  #report(code: SseDiagnosticCode, start: number, end: number): void {
    const list = (this.#diagnostics ??= []);
    if (list.length < MAX_BLOCK_DIAGNOSTICS - 1) list.push(reportSse(code, start, end));
    else if (list.length < MAX_BLOCK_DIAGNOSTICS) list.push(reportSse('sse/more-diagnostics', start, end));
  }

  #finish(end: number): SseFrame {
    if (this.#id !== undefined) this.#lastEventId = this.#id;
    if (this.#event !== '' && !this.#hasData) this.#report('sse/event-without-data', this.#start, end);
    if (this.#lines === 0) return this.#take('blank', end);
    if (this.#hasData) return this.#take('event', end);
    return this.#take(this.#comments === this.#lines ? 'comment' : 'fields', end);
  }

  /** The stream ended inside a block. A line without a line ending is no line and does nothing. */
  #cutOff(end: number): SseFrame {
    const window = this.#window;
    let rest = window.take(window.unread);
    if (this.#start === 0 && hasBom(rest)) rest = rest.subarray(BOM_BYTES);
    const fields = this.#hasData || this.#event !== '' || this.#id !== undefined;
    if (fields || this.#skipping || (rest.length > 0 && rest[0] !== COLON)) {
      this.#report('sse/lost-at-end', this.#start, end);
    }
    this.#searched = 0;
    this.#skipping = false;
    return this.#take('incomplete', end);
  }

  /** The block as a frame; the next block starts empty behind it. */
  #take(type: SseFrame['type'], end: number): SseFrame {
    const frame: SseFrame = {
      layer: 'sse',
      type,
      start: this.#start,
      end,
      event: this.#event === '' ? 'message' : this.#event,
      data: this.#data,
      id: this.#id,
      lastEventId: this.#lastEventId,
      retry: this.#retry,
      comment: this.#comment,
      diagnostics: this.#diagnostics ?? NO_DIAGNOSTICS,
    };
    this.#start = end;
    this.#lines = 0;
    this.#comments = 0;
    this.#keptBytes = 0;
    this.#hasData = false;
    this.#data = '';
    this.#event = '';
    this.#id = undefined;
    this.#retry = undefined;
    this.#comment = '';
    this.#diagnostics = undefined;
    return frame;
  }
}

/** The index of the line ending at or behind `at`; the text has one. */
function endOfLine(text: string, at: number): number {
  let end = at;
  for (; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit === LF || unit === CR) break;
  }
  return end;
}

/**
 * Decodes a `text/event-stream` body. Chunks may be cut anywhere. One frame a block; see `SseFrame`. Nothing is thrown
 * and nothing ends the stream: what a browser ignores is a diagnostic.
 */
export function createSseDecoder(options: SseDecoderOptions = {}): Decoder<SseFrame> {
  return new SseDecoder(options);
}
