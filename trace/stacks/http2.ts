import type { Direction } from '../../contract/direction.ts';
import { NO_DIAGNOSTICS, type Diagnostic } from '../../wire/diagnostic.ts';
import type { HeaderBlock } from '../../wire/hpack/decoder.ts';
import { ConnectionChecker } from '../../wire/http2/connection/checker.ts';
import { createHttp2Decoder } from '../../wire/http2/decoder.ts';
import { FLAGS, FRAME_TYPES, payloadStart, type Http2Frame } from '../../wire/http2/frame.ts';
import { errorCode, parseSettings, promisedStreamId, unpaddedRange } from '../../wire/http2/payload.ts';
import { SETTINGS } from '../../wire/http2/settings.ts';
import type { Exchange, Http2Stream } from '../model.ts';
import type { RawSource } from '../sources.ts';
import { BlockJoiner, type JoinedBlock } from './block-joiner.ts';
import { createSseStack, type InnerStack } from './body.ts';
import { eventStreamCoding, headerValue, type StreamCoding } from './headers.ts';
import type { Stack, StackContext } from './sink.ts';
import { createWebSocketStack } from './websocket.ts';

const SENDERS = { 'client-to-server': 'client', 'server-to-client': 'server' } as const;

/** What a stream's bodies carry, by direction. */
interface StreamBodies {
  readonly request?: InnerStack;
  readonly response?: InnerStack;
}

/** An HTTP/2 connection: frames of many streams, header blocks joined and decompressed (RFC 9113, RFC 7541). */
export function createHttp2Stack({ sink, connection, sources }: StackContext): Stack {
  const decoders = {
    'client-to-server': createHttp2Decoder({ sender: 'client' }),
    'server-to-client': createHttp2Decoder({ sender: 'server' }),
  };
  const histories = sink.blockHistoriesOf(connection.id);
  const blocks = {
    'client-to-server': new BlockJoiner(sink, histories['client-to-server']),
    'server-to-client': new BlockJoiner(sink, histories['server-to-client']),
  };
  const bodies = new Map<number, StreamBodies>();

  const checker = new ConnectionChecker();

  const applySettings = (frame: Http2Frame, direction: Direction): void => {
    /* A setting binds the peer from its acknowledgment on: it bounds what travels with the ACK (RFC 9113 §6.5.3). */
    for (const { id, value } of checker.bound) {
      if (id === SETTINGS.HEADER_TABLE_SIZE) blocks[direction].setMaxTableSize(value);
      else if (id === SETTINGS.MAX_FRAME_SIZE) decoders[direction].setMaxFrameSize(value);
    }
    if (frame.flags & FLAGS.ACK || direction === 'client-to-server') return;
    for (const { id, value } of parseSettings(frame.payload)) {
      if (id !== SETTINGS.MAX_CONCURRENT_STREAMS) continue;
      connection.maxConcurrentStreams = value;
      connection.limitLog.push({ t: sink.now, maxConcurrentStreams: value });
    }
  };

  const streamOf = (id: number): Http2Stream => {
    let stream = connection.streams.get(id);
    if (!stream) {
      stream = {
        id,
        state: 'idle',
        openedAt: sink.now,
        closedAt: undefined,
        reset: undefined,
        exchange: undefined,
      };
      connection.streams.set(id, stream);
    }
    return stream;
  };

  const openExchange = (
    row: number,
    fields: HeaderBlock['fields'],
    pushed: boolean,
    streamId: number,
  ): void => {
    const exchange = sink.openExchange({
      conn: connection.id,
      streamId,
      method: headerValue(fields, ':method') ?? '',
      target: headerValue(fields, ':path') ?? '',
      requestFrame: row,
      pushed,
      headers: fields,
      startedAt: sink.now,
    });
    if (headerValue(fields, ':protocol') === 'websocket') exchange.carries = 'websocket';
    streamOf(streamId).exchange = exchange;
    sink.assignExchange(row, exchange);
  };

  const respond = (exchange: Exchange, row: number, fields: HeaderBlock['fields']): void => {
    const status = Number(headerValue(fields, ':status') ?? 'NaN');
    let coding: StreamCoding | undefined;
    if (status >= 100 && status < 200) {
      exchange.interim = [...exchange.interim, row];
      return;
    }
    exchange.responseFrame = row;
    exchange.status = Number.isInteger(status) ? status : undefined;
    exchange.respondedAt = sink.now;
    exchange.contentType = headerValue(fields, 'content-type') ?? '';
    if (exchange.carries === 'websocket' && status >= 200 && status < 300) {
      const extensions = headerValue(fields, 'sec-websocket-extensions');
      const open = (direction: Direction) =>
        createWebSocketStack({ sink, exchange, raw: sources[direction], extensions });
      bodies.set(exchange.streamId, {
        request: open('client-to-server'),
        response: open('server-to-client'),
      });
    } else if ((coding = eventStreamCoding(fields))) {
      const response = createSseStack(sink, exchange, sources['server-to-client'], coding);
      bodies.set(exchange.streamId, { response });
    } else exchange.carries = 'body';
    sink.touch(exchange);
  };

  const note = (row: number, diagnostics: readonly Diagnostic[]): void => {
    if (diagnostics.length > 0) sink.noteDiagnostics(row, diagnostics);
  };

  const finishBlock = ({ first, row, places, block }: JoinedBlock, direction: Direction): void => {
    const { message, list } = checker.headerBlock(SENDERS[direction], first, block);
    note(row, message);
    for (const diagnostic of list) {
      const placed = places.place(diagnostic);
      sink.noteDiagnostics(placed.frame, [placed.diagnostic]);
    }
    if (first.typeCode === FRAME_TYPES.PUSH_PROMISE) {
      openExchange(row, block.fields, true, promisedStreamId(first));
      return;
    }
    const stream = streamOf(first.streamId);
    if (direction === 'client-to-server') {
      if (!stream.exchange) openExchange(row, block.fields, false, stream.id);
    } else if (stream.exchange && stream.exchange.respondedAt === undefined) {
      respond(stream.exchange, row, block.fields);
    }
  };

  const carryData = (frame: Http2Frame, row: number, direction: Direction): void => {
    const inner = bodies.get(frame.streamId)?.[direction === 'client-to-server' ? 'request' : 'response'];
    if (!inner) return;
    const { start, end } = unpaddedRange(frame);
    inner.push(frame.payload.subarray(start, end), payloadStart(frame) + start);
    note(row, inner.endFrame?.() ?? NO_DIAGNOSTICS);
  };

  const endStream = (stream: Http2Stream): void => {
    const inner = bodies.get(stream.id);
    inner?.request?.end();
    inner?.response?.end();
    bodies.delete(stream.id);
    const { exchange } = stream;
    if (!exchange || exchange.endedAt !== undefined) return;
    exchange.endedAt = sink.now;
    sink.touch(exchange);
  };

  /** Takes over what the frame made of its stream (RFC 9113 §5.1). */
  const advance = (frame: Http2Frame, direction: Direction): void => {
    const stream = connection.streams.get(frame.streamId);
    if (!stream) return;
    if (frame.typeCode === FRAME_TYPES.RST_STREAM) stream.reset ??= { code: errorCode(frame), direction };
    const wasClosed = stream.state === 'closed';
    stream.state = checker.state.streams.state(stream.id);
    if (wasClosed || stream.state !== 'closed') return;
    stream.closedAt = sink.now;
    endStream(stream);
  };

  const apply = (source: RawSource, frame: Http2Frame): void => {
    const { direction } = source;
    const { typeCode, streamId } = frame;
    const found = checker.frame(SENDERS[direction], frame);
    const opensBlock = typeCode === FRAME_TYPES.HEADERS || typeCode === FRAME_TYPES.PUSH_PROMISE;
    if (typeCode === FRAME_TYPES.HEADERS && streamId !== 0) streamOf(streamId);
    if (typeCode === FRAME_TYPES.PUSH_PROMISE) {
      const promised = streamOf(promisedStreamId(frame));
      promised.state = checker.state.streams.state(promised.id);
    }
    const row = sink.addFrame(source, frame, {
      streamId,
      exchange: connection.streams.get(streamId)?.exchange?.id ?? 0,
      flags: frame.flags,
      length: frame.length,
    });
    note(row, found);
    if (typeCode === FRAME_TYPES.SETTINGS) applySettings(frame, direction);
    else if (typeCode === FRAME_TYPES.DATA) carryData(frame, row, direction);
    else if (opensBlock || typeCode === FRAME_TYPES.CONTINUATION) {
      const joined = blocks[direction].take(frame, row);
      if (joined) finishBlock(joined, direction);
    }
    advance(frame, direction);
  };

  return {
    push(source, bytes) {
      for (const frame of decoders[source.direction].push(bytes)) apply(source, frame);
    },
    end() {
      for (const direction of ['client-to-server', 'server-to-client'] as const) {
        for (const frame of decoders[direction].end()) apply(sources[direction], frame);
      }
      for (const stream of connection.streams.values()) {
        stream.closedAt ??= sink.now;
        stream.state = 'closed';
        endStream(stream);
      }
    },
  };
}
