import { request as httpRequest } from 'node:http';
import { connect } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { shorten, type NodeTransport, type OperationContext } from './transport.ts';

/** Interim responses are reported as they come (RFC 9110 §15.2), the final one with its size. Nothing is preloaded. */
function reportInterim(context: OperationContext, status: number, link: string | string[] | undefined): void {
  context.report('message', {
    detail: shorten(`${status} before the final response, Link: ${String(link)}`),
  });
}

function overHttp1(context: OperationContext): Promise<string> {
  const { origin, url, connections, signal, report } = context;
  return new Promise((resolve, reject) => {
    const send = origin === 'http1' ? httpRequest : httpsRequest;
    const request = send(url, { ca: connections.ca, agent: false, signal });
    request.on('error', reject);
    request.on('information', ({ statusCode, headers }) => reportInterim(context, statusCode, headers.link));
    request.on('response', (response) => {
      report('opened', { detail: `status ${response.statusCode}` });
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('error', reject);
      response.on('end', () => resolve(`the body ended after ${bytes} bytes`));
    });
    request.end();
  });
}

/* node:http2 and not http2-wrapper, which tells of a 103 without its header fields. */
async function overHttp2(context: OperationContext): Promise<string> {
  const { url, connections, signal, report } = context;
  const session = connect(url.origin, { ca: connections.ca, settings: { enablePush: false } });
  const abort = (): void => session.destroy();
  signal.addEventListener('abort', abort);
  try {
    return await new Promise<string>((resolve, reject) => {
      session.on('error', reject);
      session.on('close', () => reject(new Error('The connection was closed.')));
      const request = session.request({ ':path': url.pathname + url.search });
      request.on('headers', (headers) => reportInterim(context, Number(headers[':status']), headers.link));
      request.on('response', (headers) => report('opened', { detail: `status ${headers[':status']}` }));
      let bytes = 0;
      request.on('data', (chunk: Buffer) => (bytes += chunk.length));
      request.on('error', reject);
      request.on('end', () => resolve(`the body ended after ${bytes} bytes`));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    session.close();
  }
}

export const earlyHints: NodeTransport = (context) =>
  context.origin === 'http2' ? overHttp2(context) : overHttp1(context);
