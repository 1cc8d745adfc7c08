/*
 * HTTP/1.1, one direction of a connection.
 *
 *   message = start-line CRLF *( field-line CRLF ) CRLF [ body ]          RFC 9112 §2.1
 *
 * Each state has one function: is there enough to go on? If not, wait for more; if so, consume it. A frame that is not
 * complete stays in the window, except for body bytes, which are counted and handed on at once.
 */
import { ByteWindow } from '../byte-window.ts';
import type { Decoder, Pending } from '../frame.ts';
import { decodeLatin1 } from '../text.ts';
import { ChunkedBody, type ChunkedState } from './chunked.ts';
import type { Http1DiagnosticCode } from './diagnostics.ts';
import { Findings } from './findings.ts';
import type { BodySlice, Http1Frame } from './frame.ts';
import type { Framing } from './framing.ts';
import { checkStartLine, parseRequestHead, parseResponseHead } from './head.ts';
import { HTTP1_LIMITS, type Http1Limits } from './limits.ts';
import { LineSearch } from './line-search.ts';

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
   * The other side accepted an upgrade: what follows the last complete request belongs to another protocol. The
   * beginning of a next request does not count, nor do bytes that could not be read behind a request for an upgrade;
   * of those `headBytes` are kept.
   */
  upgrade(): void;
}

/**
 * - `head`: at or in a head. `body`, `until-close`: in a body of known or unknown length. Then those of a chunked body.
 * - `upgraded`, `junk`: reads nothing more, because it must not or because it cannot.
 */
export type Http1State = 'head' | 'body' | 'until-close' | 'chunked' | 'upgraded' | 'junk';

/** What ended decoding: the junk begins at `start`, the reason lies at `from` to `to`. */
interface JunkStart {
  readonly start: number;
  readonly code: Http1DiagnosticCode;
  readonly from: number;
  readonly to: number;
}

const NOTHING = new Uint8Array(0);

class Http1 implements Http1Decoder {
  readonly #role: 'request' | 'response';
  readonly #requestMethod: (message: number) => string | undefined;
  readonly #limits: Http1Limits;
  readonly #window = new ByteWindow();
  readonly #lines = new LineSearch(this.#window);
  readonly #chunked: ChunkedBody;
  #state: Http1State = 'head';
  #frames: Http1Frame[] = [];
  #slices: BodySlice[] = [];
  #message = 0;
  /** Whether the start-line of the head that is being read was seen. */
  #hasStartLine = false;
  #bodyStart = 0;
  #remaining = 0;
  #junk: JunkStart | undefined;
  /** Whether the last request asked for an upgrade, so that bytes behind it are kept in case it is granted. */
  #mayUpgrade = false;
  #upgradeGranted = false;

  constructor({ role, requestMethod, limits }: Http1DecoderOptions) {
    this.#role = role;
    this.#requestMethod = requestMethod ?? (() => undefined);
    this.#limits = { ...HTTP1_LIMITS, ...limits };
    this.#chunked = new ChunkedBody(this.#window, this.#limits, {
      chunk: (chunk) => this.#frames.push({ layer: 'http1', message: this.#message, ...chunk }),
      data: (count) => {
        this.#handOn(count);
      },
      giveUp: (code, start, end) => {
        this.#giveUp(code, start, end);
      },
    });
  }

  get upgraded(): boolean {
    return this.#state === 'upgraded';
  }

  push(chunk: Uint8Array): Http1Frame[] {
    if (chunk.length === 0) return [];
    this.#window.feed(chunk);
    while (this.#window.unread > 0 && this.#step());
    /* Bytes behind an upgrade are handed on as they came. */
    if (!this.upgraded) this.#window.keep();
    return this.#takeFrames();
  }

  #takeFrames(): Http1Frame[] {
    const frames = this.#frames;
    this.#frames = [];
    return frames;
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
      case 'chunked':
        return this.#readChunked();
      case 'upgraded':
        return false;
      case 'junk':
        this.#passJunk();
        return false;
    }
  }

  /** A head is complete with its empty line. Its first line is looked at as soon as it is there. */
  #readHead(): boolean {
    const window = this.#window;
    const { headBytes } = this.#limits;
    for (let line = this.#lines.next(); line; line = this.#lines.next()) {
      if (this.#lines.found > headBytes) break;
      if (line.to > line.from && !this.#hasStartLine) {
        const verdict = checkStartLine(decodeLatin1(window.bytes, line.from, line.to), this.#role);
        const shift = window.position - window.at;
        if (verdict !== 'ok') return this.#giveUp(verdict, line.from + shift, line.to + shift);
        this.#hasStartLine = true;
      } else if (line.to === line.from && this.#hasStartLine) {
        this.#hasStartLine = false;
        this.#takeHead(this.#lines.found);
        this.#lines.restart();
        return true;
      }
    }
    if (window.unread <= headBytes) return false;
    return this.#giveUp('http1/head-too-large', window.position, window.position + headBytes);
  }

  #takeHead(length: number): void {
    const window = this.#window;
    const start = window.position;
    const end = start + length;
    const text = decodeLatin1(window.bytes, window.at, window.at + length);
    window.at += length;
    const findings = new Findings();
    const message = this.#message;
    if (this.#role === 'request') {
      const { framing, asksUpgrade, ...head } = parseRequestHead(text, start, findings);
      const body = { framing: framing.framing, ...lengthOf(framing), diagnostics: findings.list };
      this.#frames.push({ layer: 'http1', type: 'request', start, end, message, ...head, ...body });
      this.#mayUpgrade = asksUpgrade || head.method === 'CONNECT';
      this.#startBody(framing, end);
      return;
    }
    const method = this.#requestMethod(message);
    const { framing, ...head } = parseResponseHead(text, start, method, findings);
    const body = { framing: framing.framing, ...lengthOf(framing), diagnostics: findings.list };
    const isInterim = head.status >= 100 && head.status < 200 && head.status !== 101;
    const type = isInterim ? 'interim' : 'response';
    this.#frames.push({ layer: 'http1', type, start, end, message, ...head, ...body });
    if (!isInterim) this.#startBody(framing, end);
  }

  #startBody({ framing, contentLength, broken }: Framing, start: number): void {
    this.#bodyStart = start;
    if (broken) this.#giveUp('http1/unframed', start, Infinity);
    else if (framing === 'chunked') this.#state = 'chunked';
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
    this.#pushOpaque('body', this.#bodyStart, this.#window.position);
    this.#endMessage();
    return true;
  }

  #readChunked(): boolean {
    const step = this.#chunked.step();
    if (step === 'complete') this.#endMessage();
    return step !== 'wait';
  }

  /** Nothing from the window's first unread byte on can be read as HTTP/1.1. `to` may be Infinity: to the end. */
  #giveUp(code: Http1DiagnosticCode, from: number, to: number): true {
    this.#junk = { start: this.#window.position, code, from, to };
    this.#state = 'junk';
    return true;
  }

  /** Counts the junk. It is kept only while it may turn out to be the beginning of another protocol. */
  #passJunk(): void {
    const window = this.#window;
    if (!this.#mayUpgrade || window.unread > this.#limits.headBytes) window.at = window.end;
  }

  #pushOpaque(
    type: 'body' | 'junk',
    start: number,
    end: number,
    code?: Http1DiagnosticCode,
    from = start,
    to = end,
  ): void {
    const findings = new Findings();
    if (code) findings.report(code, from, Math.min(to, end));
    const { list: diagnostics } = findings;
    this.#frames.push({ layer: 'http1', type, start, end, message: this.#message, diagnostics });
  }

  end(): Http1Frame[] {
    if (this.upgraded) return [];
    this.#cutOff(this.#window.limit);
    this.#window.at = this.#window.end;
    this.#junk = undefined;
    this.#state = 'junk';
    return this.#takeFrames();
  }

  /** Makes a frame of what there is of an unfinished one. */
  #cutOff(limit: number): void {
    const { position, unread } = this.#window;
    switch (this.#state) {
      case 'head': {
        const areEmptyLines = !this.#hasStartLine && this.#lines.found === unread;
        const code = areEmptyLines ? 'http1/leading-empty-line' : 'http1/head-cut';
        if (unread > 0) this.#pushOpaque('junk', position, limit, code);
        break;
      }
      case 'body':
        this.#pushOpaque('body', this.#bodyStart, limit, 'http1/body-cut');
        break;
      case 'until-close':
        if (limit > this.#bodyStart) this.#pushOpaque('body', this.#bodyStart, limit);
        break;
      case 'chunked':
        if (betweenChunks(this.#chunked.state))
          this.#pushOpaque('body', position, limit, 'http1/chunked-body-cut');
        else this.#chunked.cutOff(limit);
        break;
      case 'junk': {
        const junk = this.#junk;
        if (junk && junk.start < limit) {
          this.#pushOpaque('junk', junk.start, limit, junk.code, junk.from, junk.to);
        }
        break;
      }
      case 'upgraded':
    }
  }

  pending(): Pending | undefined {
    const { position, limit, unread } = this.#window;
    const state = this.#state;
    switch (state) {
      case 'upgraded':
        return undefined;
      case 'head':
        return unread === 0 ? undefined : { state, start: position, end: limit };
      case 'chunked': {
        const { state: part, start } = this.#chunked;
        if (part !== 'chunk-line') return { state: part, start, end: limit };
        return unread === 0 ? undefined : { state: part, start: position, end: limit };
      }
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

/** Whether no byte of a chunk's data is missing: the input may end in its first line, or in the last chunk. */
function betweenChunks(state: ChunkedState): boolean {
  return state === 'chunk-line' || state === 'trailers';
}

function lengthOf({ contentLength }: Framing): { readonly contentLength?: number } {
  return contentLength === undefined ? {} : { contentLength };
}

/**
 * Decodes one direction of an HTTP/1.1 connection: requests or responses. Chunks may be cut anywhere. Nothing is thrown:
 * bytes that cannot be read become one `junk` frame at the end. An interim response counts to the message of its final
 * one.
 */
export function createHttp1Decoder(options: Http1DecoderOptions): Http1Decoder {
  return new Http1(options);
}
