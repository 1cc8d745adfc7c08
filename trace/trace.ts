import type { Direction } from '../contract/direction.ts';
import type { OriginAddresses } from '../contract/origin.ts';
import type { CaptureRecord, ChunkRecord, RecordOf } from '../contract/records.ts';
import type { LabSettings } from '../contract/settings.ts';
import type { Diagnostic } from '../wire/diagnostic.ts';
import type { Frame } from '../wire/frame.ts';
import type { HeaderBlock } from '../wire/hpack/decoder.ts';
import type { CreateInflate } from '../wire/websocket/deflate.ts';
import type { WebSocketMessage } from '../wire/websocket/message.ts';
import { applyToConnection, createConnection, detectProtocol, noteGap } from './connections.ts';
import type { Decoding } from './decoding.ts';
import { applyFaultToOrigin, inheritFaults, type OriginFaultEntry, type OriginFaults } from './faults.ts';
import { FrameLists } from './frame-lists.ts';
import { FrameNotes, type InflatedNote } from './frame-notes.ts';
import { createRow, FrameTable } from './frame-table.ts';
import type { BlockHistory, HeaderBlocks } from './http2/header-blocks.ts';
import { LabLog } from './lab-log.ts';
import { IndexList, type Rows } from './lists.ts';
import type { Connection, Exchange, LayerView, Operation } from './model.ts';
import {
  addExchange,
  applyReport,
  createOperation,
  inferFromExchange,
  operationState,
} from './operations.ts';
import { pairByHeaders, pairRecorded } from './legs.ts';
import { layersOfRow } from './layers.ts';
import { DerivedSource, InflatedSource, RawSource, type ByteSource, type RawRange } from './sources.ts';
import type { BlockPart, FragmentOf, NewExchange, RowFacts, Sink, Stack } from './stacks/sink.ts';

/** The frames of what is not there. */
const NO_ROWS: Rows = [];

/** What the trace keeps of one connection beside its model. */
interface Wire {
  readonly connection: Connection;
  readonly sources: Readonly<Record<Direction, RawSource>>;
  readonly frames: IndexList;
  stack: Stack | undefined;
}

/**
 * What a recording means: connections, streams, exchanges, messages and operations, built record by record.
 * It is plain data; `version` grows with every change, so that views know when to look again.
 */
export class Trace implements Sink {
  version = 0;
  readonly frames = new FrameTable();
  readonly connections = new Map<number, Connection>();
  /** The exchange with id n is at n - 1. */
  readonly exchanges: Exchange[] = [];
  readonly operations = new Map<number, Operation>();
  /** From the `lab` record; undefined until it came. */
  origins: OriginAddresses | undefined;
  settings: LabSettings | undefined;
  /** When switches were changed, and when the origins went away. */
  readonly labLog = new LabLog();
  /** What stands behind the origin `proxy`, from the `lab` record; undefined in recordings that do not say. */
  proxy: RecordOf<'lab'>['proxy'];
  /** Wall clock at t = 0, for display. */
  epochMs = 0;
  /** The time of the newest record, in milliseconds since the recording began. */
  lastT = 0;
  /** Frames before this time were cleared away by the user; they stay only because open connections need them. */
  clearedAt = 0;
  /** What was left out to keep a bound; exact. */
  readonly dropped = { records: 0, bytes: 0 };
  /** The faults that are on whole origins now. */
  readonly originFaults: OriginFaults = new Map();
  /** Every fault that was put on a whole origin or taken off it, in order. */
  readonly originFaultLog: OriginFaultEntry[] = [];
  /** NSS key log lines of the TLS connections, for exports. */
  readonly keylog: string[] = [];
  readonly #notes = new FrameNotes();
  /** What the decoders found wrong, by frame index; bounded: see FrameNotes. Frames without a diagnostic have no entry. */
  readonly diagnostics: ReadonlyMap<number, readonly Diagnostic[]> = this.#notes.diagnostics;
  /** Where each CONTINUATION frame stands in its header block, by frame index. */
  readonly continuations: ReadonlyMap<number, BlockPart> = this.#notes.continuations;
  /** What each WebSocket continuation frame is a fragment of, by frame index. */
  readonly fragments: ReadonlyMap<number, FragmentOf> = this.#notes.fragments;
  /** Messages that were compressed on the wire, by the index of the frame that ended them. */
  readonly inflated: ReadonlyMap<number, InflatedNote> = this.#notes.inflated;

  now = 0;
  readonly #decoding: () => Decoding;
  #headerBlocks: HeaderBlocks | undefined;
  readonly #wires = new Map<number, Wire>();
  readonly #sources: ByteSource[] = [];
  /** For each raw source: its frames of the outermost layer, in wire order. */
  readonly #outerFrames = new Map<number, IndexList>();
  /** The row that is being added: one object for all, since a million short-lived ones keep the collector busy. */
  readonly #row = createRow();
  /** For each exchange, at id - 1: its frames. */
  readonly #exchangeFrames = new FrameLists();

  /** `decoding` is asked for with the first record: before, the trace is empty and needs no decoders. */
  constructor(decoding: () => Decoding) {
    this.#decoding = decoding;
  }

  /** Header blocks, by the index of the HEADERS or PUSH_PROMISE frame that began them; decoded when asked for. */
  get headerBlocks(): HeaderBlocks {
    return (this.#headerBlocks ??= this.#decoding().createHeaderBlocks(this));
  }

  /** Takes in the next record. Records of connections that were never opened are counted as dropped. */
  apply(record: CaptureRecord): void {
    this.now = record.t;
    this.lastT = Math.max(this.lastT, record.t);
    this.version += 1;
    switch (record.type) {
      case 'chunk':
        this.#applyChunk(record);
        break;
      case 'client-hello':
        this.#applyClientHello(record);
        break;
      case 'lab':
        this.origins = record.origins;
        this.settings = record.settings;
        this.proxy = record.proxy;
        this.epochMs = record.epochMs;
        break;
      case 'settings':
        this.labLog.change(this.settings, record);
        this.settings = record.settings;
        break;
      case 'restart':
        this.labLog.restart(record);
        break;
      case 'connection-opened':
        this.#openConnection(record);
        break;
      case 'tls-established':
      case 'connection-ended':
      case 'connection-closed':
      case 'held':
        this.#applyToConnection(record.conn, record);
        break;
      case 'fault':
        if (record.conn !== undefined) this.#applyToConnection(record.conn, record);
        else if (record.origin !== undefined) {
          const { t, origin, fault, active } = record;
          this.originFaultLog.push({ t, origin, fault, active });
          applyFaultToOrigin(record.origin, record, this.originFaults, this.connections.values());
        }
        break;
      case 'keylog':
        this.keylog.push(record.line);
        break;
      case 'operation':
        this.#applyOperation(record);
        break;
      case 'cleared':
        this.clearedAt = record.t;
        break;
      case 'dropped':
        this.#applyDropped(record);
        break;
    }
  }

  /** Frames that have a diagnostic which was not kept. */
  get undiagnosed(): number {
    return this.#notes.undiagnosed;
  }

  /** Indices of the frames of a connection, in the order they were completed. Empty for an unknown one. */
  framesOfConnection(conn: number): Rows {
    return this.#wires.get(conn)?.frames ?? NO_ROWS;
  }

  /** Indices of the frames that belong to an exchange (id counts from 1). Empty for an unknown one. */
  framesOfExchange(exchange: number): Rows {
    return this.#exchangeFrames.values(exchange - 1);
  }

  /** Indices of the frames of the outermost layer in one direction of a connection, in wire order. */
  outerFrames(conn: number, direction: Direction): Rows {
    const source = this.#wires.get(conn)?.sources[direction];
    return (source && this.#outerFrames.get(source.id)) ?? NO_ROWS;
  }

  /** The byte source a frame's `source` column names. Throws RangeError for an unknown one. */
  source(id: number): ByteSource {
    const source = this.#sources[id];
    if (!source) throw new RangeError(`There is no byte source ${id}.`);
    return source;
  }

  /** Everything that crossed the tap in one direction of a connection, or undefined for an unknown one. */
  rawSource(conn: number, direction: Direction): RawSource | undefined {
    return this.#wires.get(conn)?.sources[direction];
  }

  /** What a frame says, in one line: `GET /sse?op=1`, `id 21 · {"n":21}`, `ACK`, `"Hello"`. */
  summary(frame: number): string {
    return this.#decoding().summarizeRow(this, frame);
  }

  /** What wraps a frame, outermost first, the frame itself last. */
  layers(frame: number): readonly LayerView[] {
    return layersOfRow(this, frame);
  }

  /* What follows is the Sink: the protocol stacks call it. */

  get createInflate(): CreateInflate {
    return this.#decoding().createInflate;
  }

  addFrame(source: ByteSource, frame: Frame, facts: RowFacts): number {
    const wire = this.#wires.get(source.conn) as Wire;
    const raw = wire.sources[source.direction];
    const range: RawRange = source === raw ? frame : source.rawRange(frame.start, frame.end);
    const row = this.#row;
    row.conn = source.conn;
    row.direction = source.direction;
    row.streamId = facts.streamId ?? -1;
    row.layer = frame.layer;
    row.type = frame.type;
    row.t = frame.layer === 'tls' ? this.now : raw.timeOf(range.start);
    row.tEnd = this.now;
    row.start = range.start;
    row.end = range.end;
    row.length = facts.length ?? frame.end - frame.start;
    row.flags = facts.flags ?? 0;
    row.exchange = facts.exchange ?? 0;
    row.source = source.id;
    row.sourceStart = frame.start;
    row.sourceEnd = frame.end;
    const index = this.frames.push(row);
    wire.frames.push(index);
    if (source === raw) this.#outerFrames.get(raw.id)?.push(index);
    if (facts.exchange) this.#exchangeFrames.push(facts.exchange - 1, index);
    if (frame.diagnostics.length > 0) this.noteDiagnostics(index, frame.diagnostics);
    return index;
  }

  derive(raw: RawSource): DerivedSource {
    return this.#addSource(new DerivedSource(this.#sources.length, raw));
  }

  deriveInflated(raw: RawSource): InflatedSource {
    return this.#addSource(new InflatedSource(this.#sources.length, raw));
  }

  get inflatedRoom(): number {
    return this.#notes.inflatedRoom;
  }

  takeInflatedRoom(bytes: number): void {
    this.#notes.inflatedRoom -= bytes;
  }

  openExchange(facts: NewExchange): Exchange {
    const exchange = this.#decoding().createExchange(this, this.exchanges.length + 1, facts);
    this.exchanges.push(exchange);
    this.#exchangeFrames.open();
    const connection = this.connections.get(facts.conn);
    connection?.exchanges.push(exchange);
    if (connection?.origin === 'proxy-server') pairByHeaders(connection, facts.headers, this.connections);
    if (exchange.op !== undefined) {
      addExchange(this.#operation(exchange.op, facts.startedAt), exchange);
      this.touch(exchange);
    }
    return exchange;
  }

  assignExchange(frame: number, exchange: Exchange): void {
    this.frames.setExchange(frame, exchange.id);
    this.#exchangeFrames.push(exchange.id - 1, frame);
  }

  blockHistoriesOf(conn: number): Readonly<Record<Direction, BlockHistory>> {
    return this.headerBlocks.historiesOf(conn);
  }

  noteHeaderBlock(history: BlockHistory, frame: number, block: HeaderBlock): void {
    this.headerBlocks.note(history, frame, block);
  }

  noteContinuation(frame: number, part: BlockPart): void {
    this.#notes.continuations.set(frame, part);
  }

  noteFragment(frame: number, message: FragmentOf): void {
    this.#notes.fragments.set(frame, message);
  }

  noteDiagnostics(frame: number, diagnostics: readonly Diagnostic[]): void {
    this.#notes.noteDiagnostics(frame, diagnostics);
  }

  noteInflated(frame: number, message: WebSocketMessage): void {
    this.#notes.noteInflated(frame, message);
  }

  touch(exchange: Exchange): void {
    if (exchange.op === undefined) return;
    const operation = this.#operation(exchange.op, exchange.startedAt);
    if (operation.client === 'other') inferFromExchange(operation, exchange);
    operation.state = operationState(operation);
  }

  #operation(id: number, t: number): Operation {
    let operation = this.operations.get(id);
    if (!operation) {
      operation = createOperation(id, t);
      this.operations.set(id, operation);
    }
    return operation;
  }

  #applyOperation(record: RecordOf<'operation'>): void {
    const operation = this.#operation(record.op, record.t);
    applyReport(operation, record, record.t);
    operation.state = operationState(operation);
  }

  #openConnection(record: RecordOf<'connection-opened'>): void {
    if (this.#wires.has(record.conn)) return;
    const connection = createConnection(record);
    inheritFaults(connection, this.originFaults);
    this.connections.set(record.conn, connection);
    pairRecorded(connection, this.connections);
    const raw = (direction: Direction): RawSource => {
      const source = this.#addSource(new RawSource(this.#sources.length, record.conn, direction));
      this.#outerFrames.set(source.id, new IndexList());
      return source;
    };
    const sources = {
      'client-to-server': raw('client-to-server'),
      'server-to-client': raw('server-to-client'),
    };
    this.#wires.set(record.conn, { connection, sources, frames: new IndexList(), stack: undefined });
  }

  #applyToConnection(conn: number, record: Parameters<typeof applyToConnection>[1]): void {
    const wire = this.#wires.get(conn);
    if (!wire) return;
    applyToConnection(wire.connection, record);
    if (record.type !== 'connection-closed') return;
    wire.stack?.end();
    wire.stack = undefined;
  }

  #applyChunk(record: ChunkRecord): void {
    const wire = this.#wires.get(record.conn);
    if (!wire) {
      this.dropped.records += 1;
      this.dropped.bytes += record.bytes.length;
      return;
    }
    const { connection, sources } = wire;
    const source = sources[record.direction];
    const start = source.length;
    const bytes = record.bytes.length > 0 ? source.append(record.bytes, record.t) : record.bytes;
    connection.bytes[record.direction] += bytes.length;
    if (connection.partial || connection.state === 'closed') return;
    if (wire.stack) wire.stack.push(source, bytes, start);
    else this.#startStack(wire);
  }

  /** Tries to tell the protocol; when it can, everything that came so far goes through the new stack. */
  #startStack(wire: Wire): void {
    const { connection, sources } = wire;
    const fromClient = sources['client-to-server'];
    const protocol = detectProtocol(connection, fromClient.bytes(0, Math.min(fromClient.length, 24)));
    if (protocol === 'unknown') return;
    connection.protocol = protocol;
    wire.stack = this.#decoding().createStack({ sink: this, connection, sources });
    for (const source of [fromClient, sources['server-to-client']]) {
      if (source.length > 0) wire.stack.push(source, source.bytes(0, source.length), 0);
    }
  }

  #applyClientHello(record: RecordOf<'client-hello'>): void {
    if (!this.#wires.has(record.conn)) return;
    const source = this.#addSource(new RawSource(this.#sources.length, record.conn, 'client-to-server'));
    const bytes = source.append(record.bytes, record.t);
    const diagnostics = this.#decoding().diagnoseClientHello(bytes);
    const range = { start: 0, end: bytes.length };
    this.addFrame(source, { layer: 'tls', type: 'ClientHello', ...range, diagnostics }, {});
  }

  #applyDropped(record: RecordOf<'dropped'>): void {
    this.dropped.records += record.records;
    this.dropped.bytes += record.bytes;
    const wire = record.conn === undefined ? undefined : this.#wires.get(record.conn);
    if (!wire) return;
    noteGap(wire.connection, record, wire.sources);
  }

  #addSource<T extends ByteSource>(source: T): T {
    this.#sources.push(source);
    return source;
  }
}
