import { createServer as createHttp1Server, STATUS_CODES, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerResponse } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Unreachable } from './failures.ts';

/** The HTTP/2 connection preface begins with this, and no HTTP/1.1 request does (RFC 9113 §3.4). */
const PREFACE_START = 'PRI * ';

/**
 * Answers whatever comes on a connection that cannot be carried on with one page that says why. The connection ends
 * after it, so that the next request tries again.
 */
export function answerUnreachable(connection: Duplex, why: Unreachable): void {
  connection.once('readable', () => {
    const first = connection.read() as Buffer | null;
    if (first === null) {
      connection.end();
      return;
    }
    connection.unshift(first);
    if (first.toString('latin1', 0, PREFACE_START.length) === PREFACE_START) answerHttp2(connection, why);
    else answerHttp1(connection, why);
  });
}

function answerHttp1(connection: Duplex, why: Unreachable): void {
  const server = createHttp1Server((_request, response) => {
    response.setHeader('Connection', 'close');
    answer(response, why);
  });
  server.emit('connection', connection);
}

function answerHttp2(connection: Duplex, why: Unreachable): void {
  const server = createHttp2Server((request, response) => {
    answer(response, why);
    // GOAWAY: no further streams, please (RFC 9113 §6.8).
    response.once('close', () => request.stream.session?.close());
  });
  server.on('sessionError', () => {});
  server.emit('connection', connection);
}

function answer(
  response: ServerResponse | Http2ServerResponse,
  { status, problem, help }: Unreachable,
): void {
  const text = `${status} ${STATUS_CODES[status] ?? ''}\n\n${problem}\n${help}\n\nThis page is from Wire 101, which relays what is asked here.\n`;
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.setHeader('Cache-Control', 'no-store');
  // A page that asks from another origin may know why it got nothing.
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.end(text);
}
