import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import http2Wrapper from 'http2-wrapper';
import type { Http2ClientSettings } from '../../contract/http2-client.ts';
import type { ClientOriginId } from '../../contract/origin.ts';

export interface Asked {
  readonly origin: ClientOriginId;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cancels the request, or the response that is still coming. */
  readonly signal: AbortSignal;
  /** Is called for each 1xx response that comes before the final one. */
  readonly onInterim?: (status: number, headers: IncomingHttpHeaders) => void;
}

/** A response whose content is still coming. */
export interface NodeResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The content as it comes. Throws when it breaks off. Read it to the end, or cancel. */
  readonly content: AsyncIterable<Buffer>;
  cancel(): void;
}

/** The connections the Node client holds, and how requests get onto them. */
export interface Connections {
  /** The CA that the client trusts besides those of the machine, as PEM. */
  readonly ca: string;
  /** What its HTTP/2 connections announce that is not as usual. */
  readonly http2Settings: Http2ClientSettings;
  /** Sends a GET. Rejects when there is no response. */
  get(asked: Asked): Promise<NodeResponse>;
  /** The HTTP/2 session that requests to this origin share, once the server's SETTINGS have come. */
  session(url: URL): Promise<ClientHttp2Session>;
  /** Throws away every connection. New requests open new ones. */
  close(): void;
}

/** Sends a request on a connection of node:http or node:https. */
function getHttp1(asked: Asked, agent: HttpAgent): Promise<NodeResponse> {
  const { url, headers = {}, signal, onInterim } = asked;
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
    const request = send(url, { agent, headers });
    // By hand and without an error: Node's own `signal` option can put an error on a socket that nobody listens to any more.
    const cancel = (): void => void request.destroy();
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    request.on('close', () => signal.removeEventListener('abort', cancel));
    request.on('error', reject);
    request.on('information', (interim) => onInterim?.(interim.statusCode, interim.headers));
    request.on('response', (response) => {
      // Who reads the content gets the error there. Who does not would not want the process to end for it.
      response.on('error', () => {});
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        content: response,
        cancel,
      });
    });
    request.end();
  });
}

/** The content of an HTTP/2 stream. Node ends a stream that was reset as if it were whole, unless the code is an error. */
async function* contentOf(stream: ClientHttp2Stream): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk;
  if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) {
    throw new Error(`The stream was reset with error code ${stream.rstCode}.`);
  }
}

/** Reads the response to a request on a stream of an HTTP/2 session. */
function responseOn(stream: ClientHttp2Stream, { signal, onInterim }: Asked): Promise<NodeResponse> {
  return new Promise((resolve, reject) => {
    // RST_STREAM with CANCEL is what a browser sends when nobody wants the response any more (RFC 9113 §7).
    const cancel = (): void => stream.close(constants.NGHTTP2_CANCEL);
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    stream.on('headers', (headers) => onInterim?.(Number(headers[':status']), headers));
    stream.on('response', (headers) =>
      resolve({ status: Number(headers[':status']), headers, content: contentOf(stream), cancel }),
    );
    stream.on('error', reject);
    stream.on('close', () => {
      signal.removeEventListener('abort', cancel);
      reject(new Error('The stream was closed without a response.'));
    });
  });
}

/** Those of the agent of http2-wrapper, which takes no push. */
const USUAL_SETTINGS: Http2ClientSettings = { enablePush: false, initialWindowSize: 32 * 1024 * 1024 };

/**
 * Connections as Node makes them. Unlike a browser, Node opens as many HTTP/1.1 connections to a host as are asked for:
 * the six lanes are the browser's own rule.
 */
export function createConnections(ca: string, http2Settings: Http2ClientSettings = {}): Connections {
  const http1 = new HttpAgent({ keepAlive: true });
  const http1tls = new HttpsAgent({ keepAlive: true, ca, ALPNProtocols: ['http/1.1'] });
  /*
   * The agent of http2-wrapper pools sessions, which node:http2 leaves to its user: all requests share one connection until its
   * streams run out. The requests themselves are node:http2's own: those of http2-wrapper give no header fields of a
   * 103, and never end when the connection is lost while a response is coming.
   */
  const http2 = new http2Wrapper.Agent();
  const options = { ca, settings: { ...USUAL_SETTINGS, ...http2Settings } };

  return {
    ca,
    http2Settings,
    async get(asked) {
      const { url, headers } = asked;
      if (asked.origin !== 'http2') return getHttp1(asked, url.protocol === 'http:' ? http1 : http1tls);
      const stream = await http2.request(url.origin, options, {
        ...headers,
        ':path': url.pathname + url.search,
      });
      return responseOn(stream, asked);
    },
    session: (url) => http2.getSession(url.origin, options),
    close() {
      http1.destroy();
      http1tls.destroy();
      http2.destroy();
    },
  };
}
