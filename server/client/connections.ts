import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import http2Wrapper from 'http2-wrapper';
import type { OriginId } from '../../contract/origin.ts';

/** The connections the Node client holds, and how requests get onto them. */
export interface Connections {
  /** The CA that the client trusts besides those of the machine, as PEM. */
  readonly ca: string;
  /** Sends a GET. Rejects when there is no response, or when the signal is aborted. */
  get(
    origin: OriginId,
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<IncomingMessage>;
  /** The HTTP/2 session that requests share. It was made, and its peer's SETTINGS have come. */
  session(url: URL): Promise<ClientHttp2Session>;
  /** Throws away every connection. New requests open new ones. */
  close(): void;
}

/**
 * Connections as Node makes them. Unlike a browser, Node opens as many HTTP/1.1 connections to a host as are asked for:
 * the six lanes are the browser's own rule.
 */
export function createConnections(ca: string): Connections {
  const http1 = new HttpAgent({ keepAlive: true });
  const http1tls = new HttpsAgent({ keepAlive: true, ca, ALPNProtocols: ['http/1.1'] });
  // Pools sessions, which node:http2 leaves to its user: all requests share one connection until its streams run out.
  const http2 = new http2Wrapper.Agent();

  function send(origin: OriginId, url: URL, headers: Readonly<Record<string, string>>): ClientRequest {
    if (origin === 'http1') return httpRequest(url, { agent: http1, headers });
    if (origin === 'http1tls') return httpsRequest(url, { agent: http1tls, headers });
    return http2Wrapper.request(url, { agent: http2, ca, headers });
  }

  return {
    ca,
    get: (origin, url, headers, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const request = send(origin, url, headers);
        // http2-wrapper passes over the `signal` option, so the request is destroyed by hand for every protocol.
        const abort = (): void => void request.destroy(new Error('The request was aborted.'));
        signal.addEventListener('abort', abort);
        request.on('close', () => signal.removeEventListener('abort', abort));
        // Stays for as long as the request does: a response can still fail, which the request tells as well.
        request.on('error', reject);
        request.on('response', (response) => {
          response.on('error', () => {});
          resolve(response);
        });
        request.end();
      }),
    session: (url) => http2.getSession(url.origin, { ca }),
    close() {
      http1.destroy();
      http1tls.destroy();
      http2.destroy();
    },
  };
}
