import type { Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';
import { bodyFor, contentOf, postDataOf } from './har-content.ts';
import {
  fieldValue,
  queryString,
  regularFields,
  requestCookies,
  responseCookies,
  urlOf,
} from './har-fields.ts';
import { headBytes, headFacts, interimFields } from './har-heads.ts';
import { streamFields } from './har-streams.ts';
import { timingsOf } from './har-timings.ts';

/*
 * HAR 1.2. The format allows names of one's own that begin with an underscore. Those of browsers are used where there
 * are any: `_resourceType`, `_webSocketMessages`, `_eventSourceMessages`. `_interimResponses`, `_pushed` and
 * `_operation` are ours.
 */

function commentOf(exchange: Exchange): { comment?: string } {
  const sentences = [
    exchange.pushed ? 'Pushed by the server (RFC 9113 §8.4).' : '',
    exchange.respondedAt === undefined ? 'There was no response.' : '',
    exchange.endedAt === undefined ? 'Still open when the recording ended.' : '',
  ].filter((sentence) => sentence !== '');
  return sentences.length > 0 ? { comment: sentences.join(' ') } : {};
}

/** One exchange as an entry of a HAR log. */
export function harEntry(trace: Trace, exchange: Exchange) {
  const connection = trace.connections.get(exchange.conn);
  const { time, timings } = timingsOf(trace, exchange);
  const requestBody = bodyFor(trace, exchange, 'client-to-server');
  const responseBody = bodyFor(trace, exchange, 'server-to-client');
  const request = headFacts(trace, exchange.requestFrame);
  const response = headFacts(trace, exchange.responseFrame);
  return {
    startedDateTime: new Date(trace.epochMs + exchange.startedAt).toISOString(),
    time,
    request: {
      method: exchange.method,
      url: urlOf(exchange, connection),
      httpVersion: request.version ?? 'unknown',
      cookies: requestCookies(exchange.headers),
      headers: regularFields(exchange.headers),
      queryString: queryString(exchange.target),
      ...postDataOf(exchange, requestBody),
      headersSize: headBytes(trace, exchange.requestFrame),
      bodySize: requestBody.size,
    },
    response: {
      status: exchange.status ?? 0,
      statusText: response.reason ?? '',
      httpVersion: response.version ?? request.version ?? 'unknown',
      cookies: responseCookies(exchange.responseHeaders),
      headers: regularFields(exchange.responseHeaders),
      content: contentOf(exchange, responseBody),
      redirectURL: fieldValue(exchange.responseHeaders, 'location') ?? '',
      headersSize: headBytes(trace, exchange.responseFrame),
      bodySize: exchange.respondedAt === undefined ? -1 : responseBody.size,
    },
    cache: {},
    timings,
    serverIPAddress: connection?.serverAddress ?? '',
    connection: String(exchange.conn),
    ...commentOf(exchange),
    ...(exchange.pushed ? { _pushed: true } : {}),
    ...(exchange.op === undefined ? {} : { _operation: exchange.op }),
    ...interimFields(trace, exchange),
    ...streamFields(trace, exchange),
  };
}

/**
 * The exchanges of a recording as a HAR 1.2 file, piece by piece. A recording without exchanges gives a log without
 * entries. `version` is that of this program.
 */
export function* encodeHar(trace: Trace, version: string): Generator<string, void, undefined> {
  const head = { version: '1.2', creator: { name: 'Wire 101', version }, pages: [] };
  yield `{"log":${JSON.stringify(head).slice(0, -1)},"entries":[`;
  let separator = '\n';
  for (const exchange of trace.exchanges) {
    yield separator + JSON.stringify(harEntry(trace, exchange));
    separator = ',\n';
  }
  yield '\n]}}\n';
}
