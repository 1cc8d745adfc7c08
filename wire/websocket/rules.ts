import { NO_DIAGNOSTICS, type Diagnostic } from '../diagnostic.ts';
import { maySendCloseCode, parseClose } from './close.ts';
import { reportWebSocket, type WebSocketDiagnosticCode } from './diagnostics.ts';
import { OPCODES, type WebSocketFrame } from './frame.ts';
import { plainPayload } from './mask.ts';
import { checkUtf8, UTF8_START } from './utf8.ts';

/** Opcodes from here on are control frames (RFC 6455 §5.5). */
const FIRST_CONTROL_OPCODE = 0x8;
const MAX_CONTROL_PAYLOAD_BYTES = 125;

/** The open message is not text, is compressed, or was already found bad: its bytes are not checked any more. */
const UTF8_UNCHECKED = -1;

/** Where the bytes ended inside a frame. */
export type CutOff = 'header' | 'payload';

export interface RuleOptions {
  readonly sender: 'client' | 'server';
  /** Whether permessage-deflate was negotiated, so that RSV1 has a meaning. */
  readonly deflate: boolean;
}

/** The rules of RFC 6455 that one direction must keep, with what has to be remembered from frame to frame. */
export class FrameRules {
  readonly #fromClient: boolean;
  readonly #deflate: boolean;
  /** A fragmented message is open. */
  #open = false;
  #closed = false;
  #utf8 = UTF8_UNCHECKED;
  #found: Diagnostic[] | undefined;

  constructor(options: RuleOptions) {
    this.#fromClient = options.sender === 'client';
    this.#deflate = options.deflate;
  }

  /** Checks the next frame of the direction. A frame that was cut off is checked as far as its bytes go. */
  check(frame: WebSocketFrame, cutOff?: CutOff): readonly Diagnostic[] {
    this.#found = undefined;
    this.#checkFirstByte(frame);
    if (frame.payloadStart >= frame.start + 2) this.#checkMask(frame);
    if (cutOff !== 'header') this.#checkLength(frame);
    const kept = frame.payload.length === frame.length;
    if (!kept && !cutOff) this.#report('ws/payload-not-kept', frame.payloadStart, frame.end);
    if (frame.opcode === OPCODES.close) {
      this.#closed = true;
      if (kept && !cutOff) this.#checkClose(frame);
    } else if (frame.opcode <= OPCODES.binary && this.#utf8 !== UTF8_UNCHECKED) {
      if (kept && !cutOff) this.#checkText(frame);
      else this.#utf8 = UTF8_UNCHECKED;
    }
    if (cutOff) this.#report('ws/cut-off', frame.start, frame.end);
    return this.#found ?? NO_DIAGNOSTICS;
  }

  #report(code: WebSocketDiagnosticCode, start: number, end: number, detail?: string): void {
    (this.#found ??= []).push(reportWebSocket(code, start, end, detail));
  }

  #checkFirstByte(frame: WebSocketFrame): void {
    const { opcode, fin, start } = frame;
    const isControl = opcode >= FIRST_CONTROL_OPCODE;
    if (frame.rsv2 || frame.rsv3 || (frame.rsv1 && !this.#deflate)) {
      this.#report('ws/reserved-bit', start, start + 1);
    }
    if (frame.rsv1 && this.#deflate && (isControl || opcode === OPCODES.continuation)) {
      this.#report('ws/compressed-bit-misplaced', start, start + 1);
    }
    if ((opcode > OPCODES.binary && !isControl) || opcode > OPCODES.pong) {
      this.#report('ws/reserved-opcode', start, start + 1);
    }
    if (isControl) {
      if (!fin) this.#report('ws/control-fragmented', start, start + 1);
      return;
    }
    if (opcode === OPCODES.continuation) {
      if (!this.#open) this.#report('ws/continuation-without-start', start, start + 1);
    } else {
      if (this.#open) this.#report('ws/continuation-expected', start, start + 1);
      const isPlainText = opcode === OPCODES.text && !frame.rsv1;
      this.#utf8 = isPlainText ? UTF8_START : UTF8_UNCHECKED;
    }
    this.#open = !fin;
    if (this.#closed) this.#report('ws/data-after-close', start, start + 1);
  }

  #checkMask({ masked, start }: WebSocketFrame): void {
    if (masked === this.#fromClient) return;
    this.#report(this.#fromClient ? 'ws/mask-required' : 'ws/mask-forbidden', start + 1, start + 2);
  }

  #checkLength(frame: WebSocketFrame): void {
    const { start, length } = frame;
    const lengthEnd = frame.payloadStart - (frame.masked ? 4 : 0);
    if (frame.opcode >= FIRST_CONTROL_OPCODE && length > MAX_CONTROL_PAYLOAD_BYTES) {
      this.#report('ws/control-too-long', start + 1, lengthEnd);
    }
    const extraBytes = lengthEnd - start - 2;
    if ((extraBytes === 2 && length < 126) || (extraBytes === 8 && length < 65_536)) {
      this.#report('ws/length-not-minimal', start + 1, lengthEnd);
    }
    if (length >= 2 ** 63) this.#report('ws/length-top-bit', start + 2, start + 3);
    else if (length > Number.MAX_SAFE_INTEGER) {
      this.#report('ws/length-beyond-counting', start + 2, lengthEnd);
    }
  }

  #checkClose(frame: WebSocketFrame): void {
    const { payloadStart, end } = frame;
    if (frame.length === 0) return;
    const payload = plainPayload(frame);
    const body = parseClose(payload);
    if (!body) return this.#report('ws/close-length', payloadStart, end);
    if (!maySendCloseCode(body.code)) {
      this.#report('ws/close-code', payloadStart, payloadStart + 2, `It is ${body.code}.`);
    }
    const reason = payload.subarray(2);
    const state = checkUtf8(UTF8_START, reason, 0);
    if (state !== UTF8_START) this.#reportUtf8('ws/close-reason-utf8', state, frame, payloadStart + 2);
  }

  #checkText(frame: WebSocketFrame): void {
    const state = checkUtf8(this.#utf8, frame.payload, frame.maskingKey);
    const isBad = state < 0 || (frame.fin && state !== UTF8_START);
    if (isBad) this.#reportUtf8('ws/text-utf8', state, frame, frame.payloadStart);
    this.#utf8 = isBad || frame.fin ? UTF8_UNCHECKED : state;
  }

  /** Points at the byte that cannot stand there, or at the whole frame when its text ends inside a character. */
  #reportUtf8(code: WebSocketDiagnosticCode, state: number, frame: WebSocketFrame, textStart: number): void {
    if (state < 0) this.#report(code, textStart - 1 - state, textStart - state);
    else this.#report(code, frame.start, frame.end, 'It ends inside a character.');
  }
}
