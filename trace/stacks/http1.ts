import { createHttp1Decoder } from '../../wire/http1/decoder.ts';
import type { BodySlice, Http1Frame, RequestHead, ResponseHead } from '../../wire/http1/frame.ts';
import { NO_DIAGNOSTICS } from '../../wire/diagnostic.ts';
import type { Exchange } from '../model.ts';
import { createSseStack, type InnerStack } from './body.ts';
import { eventStreamCoding, headerValue } from './headers.ts';
import type { Stack, StackContext } from './sink.ts';
import { createWebSocketStack } from './websocket.ts';

/** An HTTP/1.1 connection: requests one way, responses the other, until a 101 hands it to another protocol (RFC 9112). */
export function createHttp1Stack({ sink, connection, sources }: StackContext): Stack {
  /** Exchanges by message number: the n-th response answers the n-th request (RFC 9112 §9.3). */
  const exchanges: Exchange[] = [];
  const requests = createHttp1Decoder({ role: 'request' });
  const responses = createHttp1Decoder({
    role: 'response',
    requestMethod: (message) => exchanges[message]?.method,
  });
  const bodies = new Map<number, InnerStack>();
  let upgraded: { readonly request: InnerStack; readonly response: InnerStack } | undefined;

  const openExchange = (frame: RequestHead, row: number, startedAt: number): void => {
    const exchange = sink.openExchange({
      conn: connection.id,
      streamId: 0,
      method: frame.method,
      target: frame.target,
      requestFrame: row,
      pushed: false,
      headers: frame.headers,
      startedAt,
    });
    exchanges[frame.message] = exchange;
    sink.assignExchange(row, exchange);
  };

  const addRequestFrames = (frames: readonly Http1Frame[]): void => {
    const source = sources['client-to-server'];
    for (const frame of frames) {
      if (frame.type === 'request') {
        openExchange(frame, sink.addFrame(source, frame, {}), source.timeOf(frame.start));
      } else {
        sink.addFrame(source, frame, { exchange: exchanges[frame.message]?.id ?? 0 });
      }
    }
  };

  const respond = (exchange: Exchange, frame: ResponseHead, row: number): void => {
    exchange.responseFrame = row;
    exchange.status = frame.status;
    exchange.respondedAt = sink.now;
    exchange.contentType = headerValue(frame.headers, 'content-type') ?? '';
    if (frame.status === 101) upgrade(exchange, frame);
    else if (frame.framing !== 'none') {
      const coding = eventStreamCoding(frame.headers);
      const raw = sources['server-to-client'];
      if (coding) bodies.set(frame.message, createSseStack(sink, exchange, raw, coding));
    }
    if (frame.framing === 'none' || frame.contentLength === 0) exchange.endedAt = sink.now;
    sink.touch(exchange);
  };

  const upgrade = (exchange: Exchange, frame: ResponseHead): void => {
    requests.upgrade();
    if (headerValue(frame.headers, 'upgrade')?.toLowerCase() !== 'websocket') return;
    exchange.carries = 'websocket';
    connection.protocol = 'websocket';
    const extensions = headerValue(frame.headers, 'sec-websocket-extensions');
    const open = (direction: 'client-to-server' | 'server-to-client') =>
      createWebSocketStack({ sink, exchange, raw: sources[direction], extensions });
    upgraded = { request: open('client-to-server'), response: open('server-to-client') };
  };

  const endMessage = (message: number): void => {
    const exchange = exchanges[message];
    bodies.get(message)?.end();
    bodies.delete(message);
    if (!exchange || exchange.endedAt !== undefined) return;
    exchange.endedAt = sink.now;
    sink.touch(exchange);
  };

  /*
   * Rows stand in the order in which their last bytes came. So what a chunk carries goes before the chunk, whose end is
   * behind it, be they in one read or in several: the order depends on the bytes alone.
   */
  let lastRow = 0;
  const addResponseFrames = (frames: readonly Http1Frame[]): void => {
    const slices = responses.takeBody();
    let fed = 0;
    const feedUpTo = (end: number): void => {
      for (; fed < slices.length; fed++) {
        const { message, bytes, start } = slices[fed] as BodySlice;
        if (start >= end) return;
        bodies.get(message)?.push(bytes, start);
      }
    };
    for (const frame of frames) {
      feedUpTo(frame.end);
      const ends = frame.type === 'chunk' || frame.type === 'body';
      const found = (ends && bodies.get(frame.message)?.endFrame?.()) || NO_DIAGNOSTICS;
      addResponseFrame(frame);
      if (found.length > 0) sink.noteDiagnostics(lastRow, found);
      if (frame.type === 'last-chunk' || frame.type === 'body') endMessage(frame.message);
    }
    feedUpTo(Number.POSITIVE_INFINITY);
  };

  const addResponseFrame = (frame: Http1Frame): void => {
    const exchange = exchanges[frame.message];
    if (frame.end === frame.start) {
      /* A body that was cut off between two chunks has no bytes of its own: the last row says so. */
      sink.noteDiagnostics(lastRow, frame.diagnostics);
      return;
    }
    const row = sink.addFrame(sources['server-to-client'], frame, { exchange: exchange?.id ?? 0 });
    lastRow = row;
    if (!exchange) return;
    if (frame.type === 'interim') exchange.interim = [...exchange.interim, row];
    else if (frame.type === 'response') respond(exchange, frame, row);
  };

  const handOn = (decoder: typeof requests, inner: InnerStack): void => {
    const rest = decoder.takeRest();
    if (rest.bytes.length > 0) inner.push(rest.bytes, rest.start);
  };

  return {
    push(source, bytes) {
      const fromClient = source.direction === 'client-to-server';
      if (fromClient) {
        addRequestFrames(requests.push(bytes));
        requests.takeBody();
      } else addResponseFrames(responses.push(bytes));
      if (!upgraded) return;
      handOn(requests, upgraded.request);
      handOn(responses, upgraded.response);
    },
    end() {
      addRequestFrames(requests.end());
      addResponseFrames(responses.end());
      upgraded?.request.end();
      upgraded?.response.end();
      exchanges.forEach((_, message) => {
        endMessage(message);
      });
    },
  };
}
