import { NO_DIAGNOSTICS, type Diagnostic } from '../diagnostic.ts';
import { reportHttp2, type Http2DiagnosticCode } from './diagnostics.ts';
import { FRAME_TYPE_DEFINITIONS, knownFlags } from './frame-types.ts';
import { FLAGS, FRAME_HEADER_BYTES, FRAME_TYPES, type Http2Frame } from './frame.ts';
import {
  headerBlockRange,
  lastStreamId,
  padLength,
  parseSettings,
  promisedStreamId,
  uint32,
  windowIncrement,
} from './payload.ts';
import { DEFAULT_MAX_FRAME_SIZE, LARGEST_MAX_FRAME_SIZE, MAX_WINDOW_SIZE, SETTINGS } from './settings.ts';

export type Sender = 'client' | 'server';

/** A header block that grows beyond this gets a diagnostic, once, unless options say otherwise. */
export const DEFAULT_MAX_HEADER_BLOCK = 1_048_576;

const SETTING_BYTES = 6;

/** Payload sizes that RFC 9113 §6 fixes; GOAWAY and PRIORITY_UPDATE may be longer, SETTINGS a multiple. */
const EXACT_SIZE: Readonly<Record<number, number>> = {
  [FRAME_TYPES.PRIORITY]: 5,
  [FRAME_TYPES.RST_STREAM]: 4,
  [FRAME_TYPES.PING]: 8,
  [FRAME_TYPES.WINDOW_UPDATE]: 4,
};

/**
 * The rules of RFC 9113 §6 that one direction's frames can be held to, without knowing the other direction. It remembers
 * what the rules need: the open header block, the first SETTINGS, the highest promise, the last GOAWAY.
 */
export class FrameChecker {
  maxFrameSize = DEFAULT_MAX_FRAME_SIZE;
  readonly #sender: Sender;
  readonly #maxHeaderBlock: number;
  #found: Diagnostic[] | undefined;
  #start = 0;
  #first = true;
  /** Stream of the header block whose END_HEADERS has not come; 0 when there is none. */
  #openBlock = 0;
  #openBlockBytes = 0;
  #highestPromise = 0;
  #lastGoaway = Infinity;
  #connectEnabled = false;
  #noPriorities: number | undefined;

  constructor(sender: Sender, maxHeaderBlock = DEFAULT_MAX_HEADER_BLOCK) {
    this.#sender = sender;
    this.#maxHeaderBlock = maxHeaderBlock;
  }

  /**
   * What is wrong with the next frame; the shared empty list when nothing is. `reservedBit` is the R bit of its header.
   * A payload that was cut short is not looked into.
   */
  check(frame: Http2Frame, reservedBit: boolean): readonly Diagnostic[] {
    const { typeCode, length } = frame;
    this.#found = undefined;
    this.#start = frame.start;
    if (this.#first) {
      this.#first = false;
      if (typeCode !== FRAME_TYPES.SETTINGS || frame.flags & FLAGS.ACK)
        this.#header('http2/settings-expected');
    }
    if (length > this.maxFrameSize)
      this.#field('http2/frame-too-large', 0, 3, `The limit is ${this.maxFrameSize}.`);
    if (frame.flags & ~knownFlags(typeCode)) this.#field('http2/undefined-flag', 4, 5);
    if (reservedBit) this.#field('http2/reserved-bit', 5, 9);
    this.#checkScope(frame);
    this.#checkBlockSequence(frame);
    if (frame.payload.length === length) this.#checkPayload(frame);
    return this.#found ?? NO_DIAGNOSTICS;
  }

  #checkScope({ typeCode, streamId }: Http2Frame): void {
    if (streamId === 0) {
      if (SCOPES[typeCode] === 'stream') this.#field('http2/stream-required', 5, 9);
    } else if (SCOPES[typeCode] === 'connection') this.#field('http2/stream-not-allowed', 5, 9);
  }

  /** Header blocks are one unbroken run of frames (RFC 9113 §4.3, §6.10). */
  #checkBlockSequence({ typeCode, flags, streamId, length }: Http2Frame): void {
    const open = this.#openBlock;
    const continues = typeCode === FRAME_TYPES.CONTINUATION;
    if (continues && (open === 0 || open !== streamId)) this.#header('http2/continuation-unexpected');
    else if (!continues && open !== 0)
      this.#header('http2/header-block-interrupted', `It is open on stream ${open}.`);
    if (continues && open === streamId) {
      const before = this.#openBlockBytes;
      this.#openBlockBytes += length;
      if (before <= this.#maxHeaderBlock && this.#openBlockBytes > this.#maxHeaderBlock) {
        this.#header('http2/header-block-large');
      }
      if (flags & FLAGS.END_HEADERS) this.#openBlock = 0;
      return;
    }
    const begins = typeCode === FRAME_TYPES.HEADERS || typeCode === FRAME_TYPES.PUSH_PROMISE;
    this.#openBlock = begins && !(flags & FLAGS.END_HEADERS) ? streamId : 0;
    this.#openBlockBytes = length;
  }

  #checkPayload(frame: Http2Frame): void {
    const exact = EXACT_SIZE[frame.typeCode];
    if (exact !== undefined && frame.length !== exact) {
      this.#field('http2/payload-size', 0, 3, `${frame.type} has ${exact} bytes.`);
      return;
    }
    switch (frame.typeCode) {
      case FRAME_TYPES.DATA:
        if (frame.flags & FLAGS.PADDED) this.#checkPadding(frame, 0);
        break;
      case FRAME_TYPES.HEADERS:
        this.#checkHeaders(frame);
        break;
      case FRAME_TYPES.PRIORITY:
        break;
      case FRAME_TYPES.SETTINGS:
        this.#checkSettings(frame);
        break;
      case FRAME_TYPES.PUSH_PROMISE:
        this.#checkPushPromise(frame);
        break;
      case FRAME_TYPES.GOAWAY:
        this.#checkGoaway(frame);
        break;
      case FRAME_TYPES.WINDOW_UPDATE:
        if (windowIncrement(frame) === 0) this.#payload('http2/window-increment-zero', 0, 4);
        this.#checkReserved(frame, 0);
        break;
      case FRAME_TYPES.PRIORITY_UPDATE:
        this.#checkPriorityUpdate(frame);
        break;
    }
  }

  /** `fixed` is the size of the fields that must stand between Pad Length and what may be empty. */
  #checkPadding(frame: Http2Frame, fixed: number): boolean {
    const padding = padLength(frame);
    const room = frame.length - fixed - (frame.flags & FLAGS.PADDED ? 1 : 0);
    if (room < 0) {
      this.#field('http2/payload-size', 0, 3, `Its fields need ${frame.length - room} bytes.`);
      return false;
    }
    if (padding === undefined) return true;
    if (padding > room) {
      this.#payload('http2/padding-too-long', 0, 1, `Pad Length is ${padding}; ${room} bytes are left.`);
      return false;
    }
    for (let at = frame.length - padding; at < frame.length; at++) {
      if (frame.payload[at] === 0) continue;
      this.#payload('http2/padding-not-zero', frame.length - padding, frame.length);
      break;
    }
    return true;
  }

  #checkHeaders(frame: Http2Frame): void {
    if (this.#sender === 'client' && frame.streamId !== 0 && frame.streamId % 2 === 0) {
      this.#field('http2/stream-parity', 5, 9);
    }
    if (frame.flags & (FLAGS.PADDED | FLAGS.PRIORITY)) {
      this.#checkPadding(frame, frame.flags & FLAGS.PRIORITY ? 5 : 0);
    }
  }

  #checkPushPromise(frame: Http2Frame): void {
    if (this.#sender === 'client') this.#header('http2/push-from-client');
    if (!this.#checkPadding(frame, 4)) return;
    const at = headerBlockRange(frame).start - 4;
    const promised = promisedStreamId(frame);
    if (promised === 0 || promised % 2 === 1 || promised <= this.#highestPromise) {
      this.#payload('http2/promised-stream', at, at + 4, `It promises ${promised}.`);
    }
    this.#highestPromise = Math.max(this.#highestPromise, promised);
    this.#checkReserved(frame, at);
  }

  #checkGoaway(frame: Http2Frame): void {
    if (frame.length < 8) {
      this.#field('http2/payload-size', 0, 3, 'GOAWAY has at least 8 bytes.');
      return;
    }
    const last = lastStreamId(frame);
    if (last > this.#lastGoaway)
      this.#payload('http2/goaway-increased', 0, 4, `It was ${this.#lastGoaway} before.`);
    this.#lastGoaway = Math.min(this.#lastGoaway, last);
    this.#checkReserved(frame, 0);
  }

  #checkPriorityUpdate(frame: Http2Frame): void {
    if (this.#sender === 'server') this.#header('http2/priority-update-from-server');
    if (frame.length < 4) {
      this.#field('http2/payload-size', 0, 3, 'PRIORITY_UPDATE has at least 4 bytes.');
      return;
    }
    if ((uint32(frame.payload, 0) & MAX_WINDOW_SIZE) === 0)
      this.#payload('http2/priority-update-stream', 0, 4);
    this.#checkReserved(frame, 0);
  }

  #checkSettings(frame: Http2Frame): void {
    if (frame.flags & FLAGS.ACK) {
      if (frame.length > 0) this.#field('http2/settings-ack-payload', 0, 3);
      return;
    }
    if (frame.length % SETTING_BYTES !== 0) {
      this.#field('http2/payload-size', 0, 3, 'SETTINGS is a multiple of 6 bytes.');
      return;
    }
    for (const [index, { id, value }] of parseSettings(frame.payload).entries()) {
      const code = this.#checkSetting(id, value);
      const at = index * SETTING_BYTES;
      if (code) this.#payload(code, at, at + SETTING_BYTES, `It is ${value}.`);
    }
  }

  #checkSetting(id: number, value: number): Http2DiagnosticCode | undefined {
    switch (id) {
      case SETTINGS.ENABLE_PUSH:
        if (value > 1) return 'http2/enable-push-value';
        return value === 1 && this.#sender === 'server' ? 'http2/enable-push-from-server' : undefined;
      case SETTINGS.INITIAL_WINDOW_SIZE:
        return value > MAX_WINDOW_SIZE ? 'http2/initial-window-value' : undefined;
      case SETTINGS.MAX_FRAME_SIZE:
        return value < DEFAULT_MAX_FRAME_SIZE || value > LARGEST_MAX_FRAME_SIZE
          ? 'http2/max-frame-size-value'
          : undefined;
      case SETTINGS.ENABLE_CONNECT_PROTOCOL: {
        const withdrawn = this.#connectEnabled && value === 0;
        this.#connectEnabled ||= value === 1;
        return value > 1 || withdrawn ? 'http2/enable-connect-value' : undefined;
      }
      case SETTINGS.NO_RFC7540_PRIORITIES:
        this.#noPriorities ??= value;
        return value > 1 || value !== this.#noPriorities ? 'http2/no-priorities-value' : undefined;
      default:
        return undefined;
    }
  }

  /** The reserved bit before a 31-bit number in the payload. */
  #checkReserved(frame: Http2Frame, at: number): void {
    if ((frame.payload[at] ?? 0) >= 0x80) this.#payload('http2/reserved-bit', at, at + 4);
  }

  /** Reports on the whole frame header. */
  #header(code: Http2DiagnosticCode, detail?: string): void {
    this.#field(code, 0, FRAME_HEADER_BYTES, detail);
  }

  /** Reports on a range of the payload. */
  #payload(code: Http2DiagnosticCode, start: number, end: number, detail?: string): void {
    this.#field(code, FRAME_HEADER_BYTES + start, FRAME_HEADER_BYTES + end, detail);
  }

  /** Reports on a range of the frame. */
  #field(code: Http2DiagnosticCode, start: number, end: number, detail?: string): void {
    (this.#found ??= []).push(reportHttp2(code, this.#start + start, this.#start + end, detail));
  }
}

const SCOPES = Array.from({ length: 256 }, (_, code) => FRAME_TYPE_DEFINITIONS[code]?.scope ?? 'either');
