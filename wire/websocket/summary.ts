import { formatText } from '../format.ts';
import { decodeUtf8 } from '../text.ts';
import { closeCodeName, parseClose } from './close.ts';
import { OPCODES, type WebSocketFrame } from './frame.ts';
import { plainPayload, unmask } from './mask.ts';

/** Characters of text a summary shows. */
const MAX_TEXT = 80;

const bytesText = (count: number): string => `${count} byte${count === 1 ? '' : 's'}`;

function quote(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return formatText(cut);
}

function summarizeText(frame: WebSocketFrame): string {
  /* A character takes at most four bytes, so that no more need be unmasked. */
  const start = frame.payload.subarray(0, MAX_TEXT * 4);
  const text = decodeUtf8(frame.masked ? unmask(start, frame.maskingKey) : start);
  return quote(start.length < frame.payload.length ? `${text}…` : text);
}

/** What a compressed message turned out to hold; given with the frame that ended it. */
export interface InflatedNote {
  /** The text of a text message; empty for a binary one. */
  readonly text: string;
  /** Its inflated size. */
  readonly bytes: number;
}

function summarizeData(frame: WebSocketFrame, inflated: InflatedNote | undefined): string {
  const isWhole = frame.payload.length === frame.length;
  let what: string;
  if (inflated) {
    const message = inflated.text === '' ? 'message' : quote(inflated.text);
    what = `${message} · ${bytesText(frame.length)} compressed, message of ${bytesText(inflated.bytes)}`;
  } else if (frame.opcode === OPCODES.text && !frame.rsv1 && isWhole) what = summarizeText(frame);
  else if (frame.opcode === OPCODES.continuation) what = bytesText(frame.length);
  else what = `${bytesText(frame.length)} ${frame.rsv1 ? 'compressed ' : ''}${frame.type}`;
  return frame.fin ? `${what} · FIN` : `${what} · more follows`;
}

function summarizeClose(frame: WebSocketFrame): string {
  const body = parseClose(plainPayload(frame));
  if (!body) return 'close, no code';
  const name = `close ${body.code} ${closeCodeName(body.code)}`;
  return body.reason === '' ? name : `${name} · ${quote(body.reason)}`;
}

/**
 * What a frame says, in one line: `"Hello" · FIN`, `close 1001 Going Away`, `ping · 4 bytes`, `126 bytes binary · FIN`.
 * `inflated` is known for the last frame of a compressed message, once it was inflated.
 */
export function summarizeWebSocket(frame: WebSocketFrame, inflated?: InflatedNote): string {
  if (frame.opcode === OPCODES.close) return summarizeClose(frame);
  if (frame.opcode < OPCODES.close) return summarizeData(frame, inflated);
  return frame.length === 0 ? frame.type : `${frame.type} · ${bytesText(frame.length)}`;
}
