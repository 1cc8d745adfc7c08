import { concatBytes } from '../../bytes.ts';
import { runConformance } from '../../conformance.ts';
import type { Diagnostic } from '../../diagnostic.ts';
import type { Decoder, Frame } from '../../frame.ts';
import { createHpackDecoder } from '../../hpack/decoder.ts';
import { BlockPlaces } from '../block-places.ts';
import { createHttp2Decoder } from '../decoder.ts';
import { FLAGS, FRAME_HEADER_BYTES, FRAME_TYPES, type Http2Frame } from '../frame.ts';
import { headerBlockFragment } from '../payload.ts';
import { CONNECTION_PREFACE } from '../preface.ts';
import type { StreamActor } from '../stream-state.ts';
import { ConnectionChecker } from './checker.ts';
import { HTTP2_CONNECTION_DIAGNOSTICS } from './diagnostics.ts';
import { checkHeaderList, type HeaderListKind, type HeaderListOptions } from './header-list.ts';

interface Options extends HeaderListOptions {
  /** The input is a header list of this kind, a line a field; else it is a conversation. */
  readonly list?: HeaderListKind;
}

interface Line extends Frame {
  readonly details: string;
}

/** A header list as text: the offsets are those of the lines. */
function listDecoder(kind: HeaderListKind, options: HeaderListOptions): Decoder<Line> {
  let input = '';
  return {
    push: (chunk) => {
      input += String.fromCharCode(...chunk);
      return [];
    },
    end: () => {
      let at = 0;
      const fields = input
        .split('\n')
        .slice(0, -1)
        .map((line) => {
          const split = line.indexOf(': ', 1);
          const start = at;
          at += line.length + 1;
          /* A backslash before a letter would end the line in a document, so LF within a value is written as VT. */
          const value = line.slice(split + 2).replaceAll('\v', '\n');
          return { name: line.slice(0, split), value, start, end: at };
        });
      const diagnostics = checkHeaderList(fields, kind, input.length, options);
      const details = `${fields.length} fields`;
      return [{ layer: 'http2', type: kind, start: 0, end: input.length, details, diagnostics }];
    },
    pending: () => undefined,
  };
}

const SENDERS: Readonly<Record<number, StreamActor>> = { 0xc1: 'client', 0x5e: 'server' };
const MARK_BYTES = 1;

const moved = (diagnostics: readonly Diagnostic[], by: number): Diagnostic[] =>
  diagnostics.map((one) => ({ ...one, start: one.start + by, end: one.end + by }));

/** How many bytes a marked frame still needs, as far as is known. */
function missing(input: Uint8Array, filled: number): number {
  const head = MARK_BYTES + FRAME_HEADER_BYTES;
  if (filled < head) return head - filled;
  const [, high = 0, middle = 0, low = 0] = input;
  return head + (high << 16) + (middle << 8) + low - filled;
}

/** Frames of both directions, each behind a byte that names its sender: c1 for the client, 5e for the server. */
function conversationDecoder(): Decoder<Line> {
  const checker = new ConnectionChecker();
  const decoders = {
    client: createHttp2Decoder({ sender: 'client' }),
    server: createHttp2Decoder({ sender: 'server' }),
  };
  decoders.client.push(CONNECTION_PREFACE);
  const hpack = { client: createHpackDecoder(), server: createHpackDecoder() };
  const open: Partial<
    Record<StreamActor, { first: Http2Frame; shift: number; places: BlockPlaces; bytes: Uint8Array }>
  > = {};
  /* What came of a frame that is not whole yet: no case has one larger than this. */
  const input = new Uint8Array(20_000);
  let filled = 0;
  let offset = 0;

  const blockDiagnostics = (actor: StreamActor, frame: Http2Frame, shift: number): Diagnostic[] => {
    const isContinuation = frame.typeCode === FRAME_TYPES.CONTINUATION;
    const begins = frame.typeCode === FRAME_TYPES.HEADERS || frame.typeCode === FRAME_TYPES.PUSH_PROMISE;
    if (!isContinuation && !begins) return [];
    const begun = { first: frame, shift, places: new BlockPlaces(), bytes: new Uint8Array(0) };
    const block = (isContinuation && open[actor]) || begun;
    block.places.add(frame, shift);
    block.bytes = concatBytes(block.bytes, headerBlockFragment(frame));
    open[actor] = block;
    if (!(frame.flags & FLAGS.END_HEADERS)) return [];
    const { message, list } = checker.headerBlock(actor, block.first, hpack[actor].decode(block.bytes));
    const listed = list.map((one) => block.places.place(one));
    return [
      ...moved(message, block.shift),
      ...listed.flatMap(({ frame: by, diagnostic }) => moved([diagnostic], by)),
    ];
  };

  const windows = (actor: StreamActor, { typeCode, streamId }: Http2Frame): string => {
    const sender = typeCode === FRAME_TYPES.DATA ? actor : actor === 'client' ? 'server' : 'client';
    const { connection } = checker.state.windows[sender];
    const stream = streamId === 0 ? '' : `, stream ${checker.state.windows[sender].stream(streamId)}`;
    return ` windows of the ${sender}: connection ${connection}${stream}`;
  };

  const line = (actor: StreamActor, frame: Http2Frame, start: number, length: number): Line => {
    const shift = start + MARK_BYTES - frame.start;
    const own = moved(checker.frame(actor, frame), shift);
    const diagnostics = [...own, ...blockDiagnostics(actor, frame, shift)];
    const { streamId, typeCode } = frame;
    const state = streamId === 0 ? '' : ` stream ${streamId} ${checker.state.streams.state(streamId)}`;
    const counted = typeCode === FRAME_TYPES.DATA || typeCode === FRAME_TYPES.WINDOW_UPDATE;
    return {
      layer: 'http2',
      type: frame.type,
      start,
      end: start + length,
      details: `${actor}${state}${counted ? windows(actor, frame) : ''}`,
      diagnostics,
    };
  };

  return {
    push: (chunk) => {
      const lines: Line[] = [];
      for (let taken = 0; taken < chunk.length;) {
        const part = chunk.subarray(taken, taken + missing(input, filled));
        input.set(part, filled);
        filled += part.length;
        taken += part.length;
        const actor = SENDERS[input[0] ?? 0];
        if (missing(input, filled) > 0 || !actor) continue;
        const [frame] = decoders[actor].push(input.slice(MARK_BYTES, filled));
        if (frame) lines.push(line(actor, frame, offset, filled));
        offset += filled;
        filled = 0;
      }
      return lines;
    },
    end: () => {
      if (filled > 0) throw new Error(`The input ends inside a frame, at ${offset}.`);
      return [];
    },
    pending: () => undefined,
  };
}

runConformance({
  protocol: 'http2/connection',
  decoder: ({ list, ...options }: Options) => (list ? listDecoder(list, options) : conversationDecoder()),
  describe: (line: Line) => line.details,
  diagnostics: HTTP2_CONNECTION_DIAGNOSTICS,
});
