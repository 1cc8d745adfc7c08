import { formatBytes, formatNumber, formatText } from '../format.ts';
import type { DerivedSource, Span } from '../span.ts';
import { decodeUtf8 } from '../text.ts';
import { closeCodeMeaning, closeCodeName } from './close.ts';
import { WS_FIELDS, type WebSocketField } from './fields.ts';
import { OPCODES } from './frame.ts';
import { unmask } from './mask.ts';

/** What the frame alone does not tell. */
export interface WebSocketContext {
  /** The message this frame is a fragment of; needed to read a continuation frame. */
  readonly message?: { readonly type: 'text' | 'binary'; readonly compressed: boolean };
  /** The inflated message, when this frame ended a compressed one. */
  readonly inflated?: Uint8Array;
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join(' ');

function span(
  field: WebSocketField,
  start: number,
  end: number,
  value: string,
  more: Partial<Pick<Span, 'meaning' | 'bits' | 'children' | 'derived'>> = {},
): Span {
  const { label, spec } = WS_FIELDS[field];
  return { field, label, start, end, value, meaning: '', spec, ...more };
}

function flagSpan(
  field: WebSocketField,
  at: number,
  byte: number,
  bits: number,
  meanings: [string, string],
): Span {
  const isSet = (byte & bits) !== 0;
  return span(field, at, at + 1, isSet ? '1' : '0', { bits, meaning: meanings[isSet ? 1 : 0] });
}

function opcodeMeaning(opcode: number): string {
  const values: Readonly<Record<number, string>> = WS_FIELDS['websocket.opcode'].values;
  const name = values[opcode];
  if (name) return `A ${name}.`;
  return opcode < OPCODES.close
    ? 'Reserved for further data frames.'
    : 'Reserved for further control frames.';
}

function firstByteSpans(byte: number, at: number): Span[] {
  const opcode = byte & 0x0f;
  const unused: [string, string] = ['', 'No extension in use gives this bit a meaning.'];
  return [
    flagSpan('websocket.fin', at, byte, 0x80, [
      'More fragments of this message follow.',
      opcode >= OPCODES.close ? 'A control frame is always whole.' : 'This frame ends its message.',
    ]),
    flagSpan('websocket.rsv1', at, byte, 0x40, [
      '',
      'With permessage-deflate: this frame begins a compressed message.',
    ]),
    flagSpan('websocket.rsv2', at, byte, 0x20, unused),
    flagSpan('websocket.rsv3', at, byte, 0x10, unused),
    span('websocket.opcode', at, at + 1, `0x${opcode.toString(16)}`, {
      bits: 0x0f,
      meaning: opcodeMeaning(opcode),
    }),
  ];
}

function secondByteSpans(byte: number, at: number): Span[] {
  const length = byte & 0x7f;
  const values: Readonly<Record<number, string>> = WS_FIELDS['websocket.payload-length'].values;
  const longer = values[length];
  return [
    flagSpan('websocket.mask', at, byte, 0x80, [
      'The payload is not masked: a frame from a server.',
      'The payload is masked: a frame from a client.',
    ]),
    span('websocket.payload-length', at, at + 1, `${length}`, {
      bits: 0x7f,
      meaning: longer
        ? `${longer[0]?.toUpperCase()}${longer.slice(1)}.`
        : `The payload has ${formatBytes(length)}.`,
    }),
  ];
}

function closeSpans(body: Uint8Array, at: number): Span[] {
  if (body.length < 2) return [];
  const code = ((body[0] as number) << 8) | (body[1] as number);
  const codeSpan = span('websocket.status-code', at, at + 2, `${code} ${closeCodeName(code)}`, {
    meaning: closeCodeMeaning(code),
  });
  if (body.length === 2) return [codeSpan];
  return [
    codeSpan,
    span('websocket.reason', at + 2, at + body.length, formatText(decodeUtf8(body.subarray(2)))),
  ];
}

function inflatedSource(bytes: Uint8Array, type: 'text' | 'binary'): DerivedSource {
  return { kind: 'inflated', bytes, spans: bytes.length === 0 ? [] : [dataSpan(bytes, 0, type)] };
}

function dataSpan(bytes: Uint8Array, at: number, type: 'text' | 'binary'): Span {
  if (type === 'text') {
    return span('websocket.text', at, at + bytes.length, formatText(decodeUtf8(bytes)));
  }
  return span('websocket.binary', at, at + bytes.length, formatBytes(bytes.length));
}

/** What the plain payload says. Empty for an empty payload, and for fragments of a message that is not known. */
function payloadSpans(first: number, plain: Uint8Array, at: number, context: WebSocketContext): Span[] {
  const opcode = first & 0x0f;
  if (plain.length === 0) return [];
  if (opcode === OPCODES.close) return closeSpans(plain, at);
  if (opcode > OPCODES.close) {
    return [span('websocket.application-data', at, at + plain.length, formatBytes(plain.length))];
  }
  const own = opcode === OPCODES.text ? 'text' : opcode === OPCODES.binary ? 'binary' : undefined;
  const type = own ?? context.message?.type;
  if (!type) return [];
  const isCompressed = own ? (first & 0x40) !== 0 : context.message?.compressed === true;
  if (!isCompressed) return [dataSpan(plain, at, type)];
  const { inflated } = context;
  return [
    span('websocket.compressed', at, at + plain.length, formatBytes(plain.length), {
      meaning: inflated
        ? `The whole message inflates to ${formatBytes(inflated.length)}.`
        : 'A part of a compressed message.',
      ...(inflated && { derived: inflatedSource(inflated, type) }),
    }),
  ];
}

function payloadSpan(
  bytes: Uint8Array,
  at: number,
  start: number,
  length: number | bigint,
  key: number | undefined,
  context: WebSocketContext,
): Span {
  const first = bytes[0] as number;
  const payload = bytes.subarray(at, length < bytes.length - at ? at + Number(length) : bytes.length);
  const from = start + at;
  const to = from + payload.length;
  const isWhole = BigInt(payload.length) === BigInt(length);
  const value = isWhole ? formatBytes(length) : `${formatBytes(payload.length)} of ${formatBytes(length)}`;
  const meaning = isWhole ? '' : 'The bytes end before the payload does.';
  if (key === undefined) {
    return span('websocket.payload', from, to, value, {
      meaning,
      children: payloadSpans(first, payload, from, context),
    });
  }
  const plain = unmask(payload, key);
  return span('websocket.payload', from, to, value, {
    meaning: meaning || 'Each byte is XORed with one byte of the Masking-key, in turn.',
    derived: { kind: 'unmasked', bytes: plain, spans: payloadSpans(first, plain, 0, context) },
  });
}

/**
 * The span tree of one WebSocket frame (RFC 6455 §5.2), down to bits. `bytes` are the frame's own, `start` is where it
 * stands in its source. A frame that was cut off ends with a span that says so. No bytes give an empty root.
 */
export function explainWebSocket(bytes: Uint8Array, start: number, context: WebSocketContext = {}): Span {
  const children: Span[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  /** Adds the next `size` bytes as one span, or what is left of them as a cut-off one. */
  const take = (size: number, make: (from: number, to: number) => Span[]): boolean => {
    const isThere = at + size <= bytes.length;
    const end = Math.min(at + size, bytes.length);
    if (isThere) children.push(...make(start + at, start + end));
    else if (at < end) {
      children.push(span('websocket.cut-off', start + at, start + end, hex(bytes.subarray(at, end))));
    }
    at = end;
    return isThere;
  };

  const read = (): void => {
    const [first = 0, second = 0] = bytes;
    if (!take(1, (from) => firstByteSpans(first, from))) return;
    if (!take(1, (from) => secondByteSpans(second, from))) return;
    let length: number | bigint = second & 0x7f;
    if (length >= 126) {
      const size = length === 126 ? 2 : 8;
      const hasLength = take(size, (from, to) => {
        length = size === 2 ? view.getUint16(at) : view.getBigUint64(at);
        const meaning = `The payload has ${formatBytes(length)}.`;
        return [span('websocket.extended-payload-length', from, to, formatNumber(length), { meaning })];
      });
      if (!hasLength) return;
    }
    let key: number | undefined;
    if (second >= 0x80) {
      const hasKey = take(4, (from, to) => {
        key = view.getUint32(at);
        return [span('websocket.masking-key', from, to, hex(bytes.subarray(at, at + 4)))];
      });
      if (!hasKey) return;
    }
    if (length > 0 && at < bytes.length) children.push(payloadSpan(bytes, at, start, length, key, context));
  };

  read();
  const end = children.at(-1)?.end ?? start;
  const opcode = (bytes[0] ?? 0) & 0x0f;
  return span('websocket.frame', start, end, formatBytes(end - start), {
    meaning: opcodeMeaning(opcode),
    children,
  });
}
