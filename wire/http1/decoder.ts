/*
 * HTTP/1.1, one direction of a connection (RFC 9112).
 *
 *   message      = start-line CRLF *( field-line CRLF ) CRLF [ body ]                            §2.1
 *   chunked-body = *( size [ ext ] CRLF data CRLF ) "0" [ ext ] CRLF *( field-line CRLF ) CRLF   §7.1
 *
 * Each state has one function: is there enough to go on? If not, wait for more; if so, consume it. A frame that is not
 * complete stays in the window, except for body bytes, which are counted and handed on at once.
 */
import { ByteWindow } from '../byte-window.ts';
import type { Decoder, Pending } from '../frame.ts';
import { decodeLatin1 } from '../text.ts';
import type { Http1DiagnosticCode } from './diagnostics.ts';
import { Findings } from './findings.ts';
import type { BodySlice, HeaderField, Http1Frame } from './frame.ts';
import type { Framing } from './framing.ts';
import { checkStartLine, parseRequestHead, parseResponseHead } from './head.ts';
import { splitChunkLine, trimBlanks } from './lines.ts';
import { parseTrailers } from './section.ts';

export interface Http1Limits {
  /** Bytes of a head, empty lines before it included. */
  readonly headBytes: number;
  /** Bytes of a chunk's first line, with its line ending. */
  readonly chunkLineBytes: number;
  /** Bytes of a last chunk, its trailer section included. */
  readonly trailerBytes: number;
}

/** Far above what servers accept by default (16 KiB of head in Node). Past them decoding stops. */
export const HTTP1_LIMITS: Http1Limits = { headBytes: 262_144, chunkLineBytes: 16_384, trailerBytes: 65_536 };

export interface Http1DecoderOptions {
  /** Which messages this direction carries. */
  readonly role: 'request' | 'response';
  /** The method of the request that response `message` answers; undefined when it is not known. */
  readonly requestMethod?: (message: number) => string | undefined;
  /** Instead of `HTTP1_LIMITS`. */
  readonly limits?: Partial<Http1Limits>;
}

export interface Http1Decoder extends Decoder<Http1Frame> {
  /**
   * Body bytes seen since the last call, in order, also of frames that are not complete yet. The slices are views: call
   * it after each push, before the chunk is written to again.
   */
  takeBody(): BodySlice[];
  /** Whether what follows belongs to another protocol; the decoder reads none of it. */
  readonly upgraded: boolean;
  /** Bytes behind the upgrade since the last call; none before it. A view, as with `takeBody`. */
  takeRest(): { readonly start: number; readonly bytes: Uint8Array };
  /**
   * The other side accepted an upgrade: what follows the last complete request belongs to another protocol. Nothing
   * that was read as the beginning of a next request counts, unless it was a whole one.
   */
  upgrade(): void;
}

/**
 * - `head`: at or in a head. `body`, `until-close`: in a body of known or unknown length.
 * - `chunk-line`, `chunk-data`, `chunk-end`: before, in and behind the data of a chunk. `trailers`: in the last chunk.
 * - `upgraded`, `junk`: reads nothing more, because it must not or because it cannot.
 */
export type Http1State =
  | 'head'
  | 'body'
  | 'until-close'
  | 'chunk-line'
  | 'chunk-data'
  | 'chunk-end'
  | 'trailers'
  | 'upgraded'
  | 'junk';

const CR = 0x0d;
const LF = 0x0a;
const NOTHING = new Uint8Array(0);

class Http1 implements Http1Decoder {
  readonly #role: 'request' | 'response';
  readonly #requestMethod: (message: number) => string | undefined;
  readonly #limits: Http1Limits;
  readonly #window = new ByteWindow();
  #state: Http1State = 'head';
  #frames: Http1Frame[] = [];
  #slices: BodySlice[] = [];
  #message = 0;

  /* Line search, counted from the window's first unread byte. */
  #searched = 0;
  #lineStart = 0;
  /** Whether the start-line of this head, or the size line of this last chunk, was seen. */
  #firstLine = false;

  /* The body or chunk that is being read. */
  #bodyStart = 0;
  #remaining = 0;
  #size = 0;
  #extensions = '';
  #dataStart = 0;
  #findings = new Findings();

  /** What ended decoding, and where. */
  #junk:
    | {
        readonly start: number;
        readonly code: Http1DiagnosticCode;
        readonly from: number;
        readonly to: number;
      }
    | undefined;
  /** Whether the last request asked for an upgrade, so that bytes behind it are kept in case it is granted. */
  #mayUpgrade = false;
  #upgradeGranted = false;

  constructor({ role, requestMethod, limits }: Http1DecoderOptions) {
    this.#role = role;
    this.#requestMethod = requestMethod ?? (() => undefined);
    this.#limits = { ...HTTP1_LIMITS, ...limits };
  }

  push(chunk: Uint8Array): Http1Frame[] {
    if (chunk.length === 0) return [];
    this.#window.feed(chunk);
    this.#frames = [];
    while (this.#window.unread > 0 && this.#step());
    if (this.#state !== 'upgraded') this.#window.keep();
    return this.#frames;
  }

  /** One step of the state the decoder is in. Returns false when it needs more bytes. */
  #step(): boolean {
    switch (this.#state) {
      case 'head':
        return this.#readHead();
      case 'body':
        return this.#readBody();
      case 'until-close':
        this.#handOn(this.#window.unread);
        return false;
      case 'chunk-line':
        return this.#readChunkLine();
      case 'chunk-data':
        return this.#readChunkData();
      case 'chunk-end':
        return this.#readChunkEnd();
      case 'trailers':
        return this.#readTrailers();
      case 'junk':
        return this.#passJunk();
      case 'upgraded':
        return false;
    }
  }

  /** The index of the next LF in the window, or -1. What was searched is not searched again. */
  #nextLf(): number {
    const window = this.#window;
    const lf = window.indexOf(LF, this.#searched);
    this.#searched = lf < 0 ? window.unread : lf + 1 - window.at;
    return lf;
  }

  #startSearch(): void {
    this.#searched = 0;
    this.#lineStart = 0;
    this.#firstLine = false;
  }

  /** A head is complete with its empty line. Its first line is looked at as soon as it is there. */
  #readHead(): boolean {
    const window = this.#window;
    const { headBytes } = this.#limits;
    for (let lf = this.#nextLf(); lf >= 0; lf = this.#nextLf()) {
      const from = window.at + this.#lineStart;
      const to = window.bytes[lf - 1] === CR && lf > from ? lf - 1 : lf;
      this.#lineStart = lf + 1 - window.at;
      if (this.#lineStart > headBytes) break;
      if (to > from && !this.#firstLine) {
        const verdict = checkStartLine(decodeLatin1(window.bytes, from, to), this.#role);
        const shift = window.position - window.at;
        if (verdict !== 'ok') return this.#giveUp(verdict, from + shift, to + shift);
        this.#firstLine = true;
      } else if (to === from && this.#firstLine) {
        const length = this.#lineStart;
        this.#startSearch();
        if (this.#role === 'request') this.#takeRequest(length);
        else this.#takeResponse(length);
        return true;
      }
    }
    if (window.unread <= headBytes) return false;
    return this.#giveUp('http1/head-too-large', window.position, window.position + headBytes);
  }

  #takeRequest(length: number): void {
    const start = this.#window.position;
    const text = this.#takeText(length);
    const findings = new Findings();
    const head = parseRequestHead(text, start, findings);
    const { method, target, version, headers, framing, asksUpgrade } = head;
    this.#mayUpgrade = asksUpgrade || method === 'CONNECT';
    const message = this.#message;
    const end = start + length;
    const { contentLength } = framing;
    this.#frames.push({
      layer: 'http1',
      type: 'request',
      start,
      end,
      message,
      method,
      target,
      version,
      headers,
      framing: framing.framing,
      ...(contentLength === undefined ? {} : { contentLength }),
      diagnostics: findings.list,
    });
    this.#startBody(framing, end);
  }

  #takeResponse(length: number): void {
    const start = this.#window.position;
    const text = this.#takeText(length);
    const findings = new Findings();
    const message = this.#message;
    const head = parseResponseHead(text, start, this.#requestMethod(message), findings);
    const { version, status, reason, headers, framing } = head;
    const isInterim = status >= 100 && status < 200 && status !== 101;
    const end = start + length;
    const { contentLength } = framing;
    this.#frames.push({
      layer: 'http1',
      type: isInterim ? 'interim' : 'response',
      start,
      end,
      message,
      version,
      status,
      reason,
      headers,
      framing: framing.framing,
      ...(contentLength === undefined ? {} : { contentLength }),
      diagnostics: findings.list,
    });
    if (!isInterim) this.#startBody(framing, end);
  }

  #takeText(length: number): string {
    const window = this.#window;
    const text = decodeLatin1(window.bytes, window.at, window.at + length);
    window.at += length;
    return text;
  }

  #startBody({ framing, contentLength, broken }: Framing, start: number): void {
    this.#bodyStart = start;
    if (broken) this.#giveUp('http1/unframed', start, start);
    else if (framing === 'chunked') this.#state = 'chunk-line';
    else if (framing === 'until-close') this.#state = 'until-close';
    else if (framing === 'upgrade') this.#state = 'upgraded';
    else if (contentLength) {
      this.#remaining = contentLength;
      this.#state = 'body';
    } else this.#endMessage();
  }

  #endMessage(): void {
    this.#message += 1;
    this.#state = this.#upgradeGranted ? 'upgraded' : 'head';
  }

  /** Hands on the next bytes as body bytes. */
  #handOn(count: number): void {
    if (count === 0) return;
    const start = this.#window.position;
    this.#slices.push({ message: this.#message, start, bytes: this.#window.take(count) });
  }

  #readBody(): boolean {
    const count = Math.min(this.#remaining, this.#window.unread);
    this.#handOn(count);
    this.#remaining -= count;
    if (this.#remaining > 0) return false;
    this.#pushBody(this.#window.position);
    this.#endMessage();
    return true;
  }

  #pushBody(end: number, code?: Http1DiagnosticCode): void {
    const findings = new Findings();
    if (code) findings.report(code, this.#bodyStart, end);
    const { list: diagnostics } = findings;
    this.#frames.push({
      layer: 'http1',
      type: 'body',
      start: this.#bodyStart,
      end,
      message: this.#message,
      diagnostics,
    });
  }

  #readChunkLine(): boolean {
    const window = this.#window;
    const { chunkLineBytes } = this.#limits;
    const lf = this.#nextLf();
    const length = lf < 0 ? window.unread : lf + 1 - window.at;
    const start = window.position;
    if (length > chunkLineBytes)
      return this.#giveUp('http1/chunk-line-too-long', start, start + chunkLineBytes);
    if (lf < 0) return false;
    const isCrLf = length > 1 && window.bytes[lf - 1] === CR;
    const line = decodeLatin1(window.bytes, window.at, isCrLf ? lf - 1 : lf);
    const parts = splitChunkLine(line);
    if (!parts) return this.#giveUp('http1/invalid-chunk-size', start, start + line.length);
    const size = Number.parseInt(line.slice(0, parts.sizeEnd), 16);
    if (!Number.isSafeInteger(size))
      return this.#giveUp('http1/chunk-too-large', start, start + parts.sizeEnd);
    this.#findings = new Findings();
    if (!isCrLf) this.#findings.report('http1/chunk-bare-lf', start + length - 1, start + length);
    if (line.includes('\r')) this.#findings.report('http1/bare-cr', start, start + line.length);
    if (parts.extensionsStart > parts.sizeEnd && parts.extensionsStart === line.length) {
      this.#findings.report('http1/space-in-chunk-size', start + parts.sizeEnd, start + line.length);
    }
    this.#bodyStart = start;
    this.#size = size;
    this.#remaining = size;
    this.#extensions = trimBlanks(line.slice(parts.extensionsStart + 1));
    this.#dataStart = start + length;
    if (size === 0) {
      /* The last chunk stays in the window until its trailer section is complete. */
      this.#lineStart = length;
      this.#state = 'trailers';
      return window.unread > length;
    }
    window.at += length;
    this.#startSearch();
    this.#state = 'chunk-data';
    return true;
  }

  #readChunkData(): boolean {
    const count = Math.min(this.#remaining, this.#window.unread);
    this.#handOn(count);
    this.#remaining -= count;
    if (this.#remaining > 0) return false;
    this.#state = 'chunk-end';
    return true;
  }

  #readChunkEnd(): boolean {
    const window = this.#window;
    const { bytes, at, unread, position } = window;
    if (bytes[at] === CR && unread < 2) return false;
    const isCrLf = bytes[at] === CR && bytes[at + 1] === LF;
    if (!isCrLf && bytes[at] !== LF) {
      this.#pushChunk('chunk', position, position);
      return this.#giveUp('http1/chunk-not-terminated', position, position + 1);
    }
    if (!isCrLf) this.#findings.report('http1/chunk-bare-lf', position, position + 1);
    window.at += isCrLf ? 2 : 1;
    this.#pushChunk('chunk', window.position, position);
    this.#state = 'chunk-line';
    return true;
  }

  #pushChunk(
    type: 'chunk' | 'last-chunk',
    end: number,
    dataEnd: number,
    trailers: readonly HeaderField[] = [],
  ): void {
    this.#frames.push({
      layer: 'http1',
      type,
      start: this.#bodyStart,
      end,
      message: this.#message,
      size: this.#size,
      dataStart: this.#dataStart,
      dataEnd,
      extensions: this.#extensions,
      trailers,
      diagnostics: this.#findings.list,
    });
  }

  #readTrailers(): boolean {
    const window = this.#window;
    const { trailerBytes } = this.#limits;
    for (let lf = this.#nextLf(); lf >= 0; lf = this.#nextLf()) {
      const length = lf + 1 - window.at - this.#lineStart;
      const empty = length === 1 || (length === 2 && window.bytes[lf - 1] === CR);
      this.#lineStart += length;
      if (this.#lineStart > trailerBytes) break;
      if (!empty) continue;
      const end = this.#lineStart;
      this.#startSearch();
      const text = this.#takeText(end).slice(this.#dataStart - this.#bodyStart);
      const { fields } = parseTrailers(text, this.#dataStart, this.#findings);
      this.#pushChunk('last-chunk', window.position, this.#dataStart, fields);
      this.#endMessage();
      return true;
    }
    if (window.unread <= trailerBytes) return false;
    return this.#giveUp('http1/trailers-too-large', window.position, window.position + trailerBytes);
  }

  /** Nothing from the window's first unread byte on can be read as HTTP/1.1. */
  #giveUp(code: Http1DiagnosticCode, from: number, to: number): boolean {
    this.#junk = { start: this.#window.position, code, from, to };
    this.#state = 'junk';
    return true;
  }

  /** Counts the junk. It is kept only while it may turn out to be another protocol's beginning. */
  #passJunk(): boolean {
    const window = this.#window;
    const { headBytes } = this.#limits;
    if (!this.#mayUpgrade || window.unread > headBytes) window.at = window.end;
    return false;
  }

  end(): Http1Frame[] {
    this.#frames = [];
    if (this.#state === 'upgraded') return this.#frames;
    this.#cutOff(this.#window.limit);
    this.#window.at = this.#window.end;
    this.#junk = undefined;
    this.#state = 'junk';
    return this.#frames;
  }

  /** Makes a frame of what there is of an unfinished one. */
  #cutOff(limit: number): void {
    const { position, unread } = this.#window;
    switch (this.#state) {
      case 'head': {
        const isEmptyLines = !this.#firstLine && this.#lineStart === unread;
        if (unread > 0)
          this.#pushJunk(position, limit, isEmptyLines ? 'http1/leading-empty-line' : 'http1/head-cut');
        break;
      }
      case 'body':
        this.#pushBody(limit, 'http1/body-cut');
        break;
      case 'until-close':
        if (limit > this.#bodyStart) this.#pushBody(limit);
        break;
      case 'chunk-line':
      case 'trailers':
        this.#bodyStart = position;
        this.#pushBody(limit, 'http1/chunked-body-cut');
        break;
      case 'chunk-data':
      case 'chunk-end':
        this.#findings.report('http1/chunked-body-cut', this.#bodyStart, limit);
        this.#pushChunk('chunk', limit, this.#dataStart + this.#size - this.#remaining);
        break;
      case 'upgraded':
        break;
      case 'junk': {
        const junk = this.#junk;
        if (junk && junk.start < limit) this.#pushJunk(junk.start, limit, junk.code, junk.from, junk.to);
      }
    }
  }

  #pushJunk(start: number, end: number, code: Http1DiagnosticCode, from = start, to = end): void {
    const findings = new Findings();
    findings.report(code, from, to);
    const { list: diagnostics } = findings;
    this.#frames.push({ layer: 'http1', type: 'junk', start, end, message: this.#message, diagnostics });
  }

  pending(): Pending | undefined {
    const { position, limit, unread } = this.#window;
    const state = this.#state;
    switch (state) {
      case 'upgraded':
        return undefined;
      case 'head':
      case 'chunk-line':
      case 'trailers':
        return unread === 0 ? undefined : { state, start: position, end: limit };
      case 'junk':
        return this.#junk && { state, start: this.#junk.start, end: limit };
      default:
        return { state, start: this.#bodyStart, end: limit };
    }
  }

  takeBody(): BodySlice[] {
    const slices = this.#slices;
    if (slices.length > 0) this.#slices = [];
    return slices;
  }

  get upgraded(): boolean {
    return this.#state === 'upgraded';
  }

  takeRest(): { readonly start: number; readonly bytes: Uint8Array } {
    const window = this.#window;
    const start = window.position;
    return { start, bytes: this.upgraded ? window.take(window.unread) : NOTHING };
  }

  upgrade(): void {
    if (this.#state === 'head') this.#state = 'upgraded';
    else if (this.#state !== 'junk') this.#upgradeGranted = true;
    else if (this.#junk?.start === this.#window.position) {
      this.#junk = undefined;
      this.#state = 'upgraded';
    }
  }
}

/**
 * Decodes one direction of an HTTP/1.1 connection: requests or responses. Chunks may be cut anywhere. Nothing is thrown:
 * bytes that cannot be read become one `junk` frame at the end. An interim response counts to the message of its final
 * one.
 */
export function createHttp1Decoder(options: Http1DecoderOptions): Http1Decoder {
  return new Http1(options);
}
