/*
 *   chunked-body = *( chunk-size [ chunk-ext ] CRLF chunk-data CRLF )                  RFC 9112 §7.1
 *                  1*"0" [ chunk-ext ] CRLF *( field-line CRLF ) CRLF
 */
import type { ByteWindow } from '../byte-window.ts';
import { decodeLatin1 } from '../text.ts';
import type { Http1DiagnosticCode } from './diagnostics.ts';
import { Findings } from './findings.ts';
import type { Chunk, HeaderField } from './frame.ts';
import type { Http1Limits } from './limits.ts';
import { LineSearch } from './line-search.ts';
import { splitChunkLine, trimBlanks } from './lines.ts';
import { parseTrailers } from './section.ts';

const CR = 0x0d;
const LF = 0x0a;

/** Before, in and behind the data of a chunk; in the last chunk. */
export type ChunkedState = 'chunk-line' | 'chunk-data' | 'chunk-end' | 'trailers';

/** What a step came to: more bytes are needed, there is more to do, the body is complete, or it cannot go on. */
export type ChunkedStep = 'wait' | 'go-on' | 'complete' | 'broken';

/** Where a chunked body's findings go. */
export interface ChunkedSink {
  chunk(chunk: Omit<Chunk, 'layer' | 'message'>): void;
  /** The next `count` unread bytes are body bytes; takes them out of the window. */
  data(count: number): void;
  giveUp(code: Http1DiagnosticCode, start: number, end: number): void;
}

/** Reads one chunked body after the other from a window. */
export class ChunkedBody {
  state: ChunkedState = 'chunk-line';
  /** Where the chunk that is being read starts. */
  start = 0;
  readonly #window: ByteWindow;
  readonly #limits: Http1Limits;
  readonly #sink: ChunkedSink;
  readonly #lines: LineSearch;
  #size = 0;
  #remaining = 0;
  #dataStart = 0;
  #extensions = '';
  #findings = new Findings();

  constructor(window: ByteWindow, limits: Http1Limits, sink: ChunkedSink) {
    this.#window = window;
    this.#limits = limits;
    this.#sink = sink;
    this.#lines = new LineSearch(window);
  }

  /** One step of the state it is in. */
  step(): ChunkedStep {
    switch (this.state) {
      case 'chunk-line':
        return this.#readLine();
      case 'chunk-data':
        return this.#readData();
      case 'chunk-end':
        return this.#readEnd();
      case 'trailers':
        return this.#readTrailers();
    }
  }

  /** The connection ended in a chunk's data or behind it: makes a frame of what there is. */
  cutOff(limit: number): void {
    this.#findings.report('http1/chunked-body-cut', this.start, limit);
    this.#push('chunk', limit, this.#dataStart + this.#size - this.#remaining);
  }

  #broken(code: Http1DiagnosticCode, start: number, end: number): 'broken' {
    this.#sink.giveUp(code, start, end);
    return 'broken';
  }

  #readLine(): ChunkedStep {
    const window = this.#window;
    const { chunkLineBytes } = this.#limits;
    const found = this.#lines.next();
    const start = window.position;
    const length = found ? this.#lines.found : window.unread;
    if (length > chunkLineBytes)
      return this.#broken('http1/chunk-line-too-long', start, start + chunkLineBytes);
    if (!found) return 'wait';
    const line = decodeLatin1(window.bytes, found.from, found.to);
    const parts = splitChunkLine(line);
    if (!parts) return this.#broken('http1/invalid-chunk-size', start, start + line.length);
    const size = Number.parseInt(line.slice(0, parts.sizeEnd), 16);
    if (!Number.isSafeInteger(size))
      return this.#broken('http1/chunk-too-large', start, start + parts.sizeEnd);
    this.start = start;
    this.#size = size;
    this.#remaining = size;
    this.#dataStart = start + length;
    this.#extensions = trimBlanks(line.slice(parts.extensionsStart + 1));
    this.#findings = new Findings();
    if (line.includes('\r')) this.#findings.report('http1/bare-cr', start, start + line.length);
    if (parts.extensionsStart > parts.sizeEnd && parts.extensionsStart === line.length) {
      this.#findings.report('http1/space-in-chunk-size', start + parts.sizeEnd, start + line.length);
    }
    if (line.length === length - 1) {
      this.#findings.report('http1/chunk-bare-lf', start + line.length, start + length);
    }
    /* The last chunk stays in the window until its trailer section is complete. */
    if (size === 0) this.state = 'trailers';
    else {
      window.at = found.next;
      this.#lines.restart();
      this.state = 'chunk-data';
    }
    return 'go-on';
  }

  #readData(): ChunkedStep {
    const count = Math.min(this.#remaining, this.#window.unread);
    this.#sink.data(count);
    this.#remaining -= count;
    if (this.#remaining > 0) return 'wait';
    this.state = 'chunk-end';
    return 'go-on';
  }

  #readEnd(): ChunkedStep {
    const window = this.#window;
    const { bytes, at, unread, position } = window;
    if (unread === 0 || (bytes[at] === CR && unread === 1)) return 'wait';
    const isCrLf = bytes[at] === CR && bytes[at + 1] === LF;
    if (!isCrLf && bytes[at] !== LF) {
      this.#push('chunk', position, position);
      return this.#broken('http1/chunk-not-terminated', position, position + 1);
    }
    if (!isCrLf) this.#findings.report('http1/chunk-bare-lf', position, position + 1);
    window.at += isCrLf ? 2 : 1;
    this.#push('chunk', window.position, position);
    this.state = 'chunk-line';
    return 'go-on';
  }

  #readTrailers(): ChunkedStep {
    const window = this.#window;
    const { trailerBytes } = this.#limits;
    for (let line = this.#lines.next(); line; line = this.#lines.next()) {
      if (this.#lines.found > trailerBytes) break;
      if (line.to > line.from) continue;
      const from = window.at + this.#dataStart - this.start;
      const { fields } = parseTrailers(
        decodeLatin1(window.bytes, from, line.next),
        this.#dataStart,
        this.#findings,
      );
      window.at = line.next;
      this.#lines.restart();
      this.#push('last-chunk', window.position, this.#dataStart, fields);
      this.state = 'chunk-line';
      return 'complete';
    }
    if (window.unread <= trailerBytes) return 'wait';
    return this.#broken('http1/trailers-too-large', window.position, window.position + trailerBytes);
  }

  #push(type: Chunk['type'], end: number, dataEnd: number, trailers: readonly HeaderField[] = []): void {
    this.#sink.chunk({
      type,
      start: this.start,
      end,
      size: this.#size,
      dataStart: this.#dataStart,
      dataEnd,
      extensions: this.#extensions,
      trailers,
      diagnostics: this.#findings.list,
    });
  }
}
