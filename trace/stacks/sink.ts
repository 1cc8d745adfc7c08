import type { Direction } from '../../contract/direction.ts';
import type { Frame } from '../../wire/frame.ts';
import type { Diagnostic } from '../../wire/diagnostic.ts';
import type { HeaderBlock } from '../../wire/hpack/decoder.ts';
import type { CreateInflate } from '../../wire/websocket/deflate.ts';
import type { WebSocketMessage } from '../../wire/websocket/message.ts';
import type { BlockHistory } from '../http2/header-blocks.ts';
import type { Connection, Exchange } from '../model.ts';
import type { ByteSource, DerivedSource, InflatedSource, RawSource } from '../sources.ts';

/** What is known of a new exchange when its request head has been read. */
export interface NewExchange {
  readonly conn: number;
  readonly streamId: number;
  readonly method: string;
  readonly target: string;
  readonly requestFrame: number;
  readonly pushed: boolean;
  /** Read for what the exchange says itself; not kept. */
  readonly headers: Exchange['headers'];
  /** When the first byte of the request head crossed the tap. */
  readonly startedAt: number;
}

/** What a row needs beyond the frame itself. */
export interface RowFacts {
  readonly streamId?: number;
  /** 0 or left out: no exchange. */
  readonly exchange?: number;
  readonly flags?: number;
  /** Left out: the byte count. */
  readonly length?: number;
}

/** Where a CONTINUATION frame stands in its header block. */
export interface BlockPart {
  readonly first: number;
  readonly offset: number;
}

/** What a WebSocket continuation frame does not say itself. */
export interface FragmentOf {
  readonly type: 'text' | 'binary';
  readonly compressed: boolean;
}

/** How a protocol stack hands on what it found. One stack serves one connection or one stream. */
export interface Sink {
  /** The time of the record being applied. */
  readonly now: number;
  readonly createInflate: CreateInflate;
  addFrame(source: ByteSource, frame: Frame, facts: RowFacts): number;
  derive(raw: RawSource): DerivedSource;
  /** A source for what a content coding hides. How much all of them may keep: `inflatedRoom`, which is taken from. */
  deriveInflated(raw: RawSource): InflatedSource;
  readonly inflatedRoom: number;
  takeInflatedRoom(bytes: number): void;
  openExchange(facts: NewExchange): Exchange;
  /** Says which exchange a frame opened: its row was added before the exchange was known. */
  assignExchange(frame: number, exchange: Exchange): void;
  /** Where the header blocks of a connection are noted, by direction. */
  blockHistoriesOf(conn: number): Readonly<Record<Direction, BlockHistory>>;
  /** The header list that a HEADERS or PUSH_PROMISE frame, with its CONTINUATION frames, decodes to. */
  noteHeaderBlock(history: BlockHistory, frame: number, block: HeaderBlock): void;
  /** A CONTINUATION frame: the frame that began its header block, and how many bytes of the block lie before it. */
  noteContinuation(frame: number, part: BlockPart): void;
  /** A WebSocket continuation frame: the message it is a fragment of. */
  noteFragment(frame: number, message: FragmentOf): void;
  /** An exchange has moved on: its operation is looked at again. */
  touch(exchange: Exchange): void;
  /** A message that was compressed on the wire, kept with the frame that ended it. */
  noteInflated(frame: number, message: WebSocketMessage): void;
  /** What was found wrong with a frame only after it was added. */
  noteDiagnostics(frame: number, diagnostics: readonly Diagnostic[]): void;
}

/** Takes the bytes of one connection after the tap and before any other layer. */
export interface Stack {
  /** The chunk is what `source` keeps of it, from `start` on: it may be kept as it is. */
  push(source: RawSource, bytes: Uint8Array, start: number): void;
  /** Nothing more will come in either direction. */
  end(): void;
}

export interface StackContext {
  readonly sink: Sink;
  readonly connection: Connection;
  readonly sources: { readonly 'client-to-server': RawSource; readonly 'server-to-client': RawSource };
}
