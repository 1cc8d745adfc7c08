import { connect, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import { fetchOnce } from './fetch.ts';
import { shorten, type NodeTransport } from './transport.ts';

/** How much of each body is read, in characters; the rest is counted only. */
const MAX_TEXT = 1_000;

/** Reads a stream to its end. Rejects when it breaks off. */
async function readStream(stream: ClientHttp2Stream): Promise<{ text: string; bytes: number }> {
  let text = '';
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (text.length < MAX_TEXT) text += chunk.toString('utf8');
  }
  return { text, bytes };
}

/*
 * node:http2 and not http2-wrapper, which refuses pushes and has no event for them. Node tells of a pushed stream on the
 * session, and not which request it was promised on (RFC 9113 §8.4.1). A session of its own makes that certain.
 */
const pushOverHttp2: NodeTransport = async ({ url, connections, signal, report }) => {
  const settings = { enablePush: true, ...connections.http2Settings };
  const session = connect(url.origin, { ca: connections.ca, settings });
  const abort = (): void => session.destroy();
  signal.addEventListener('abort', abort);
  try {
    return await new Promise<string>((resolve, reject) => {
      session.on('error', reject);
      session.on('close', () => reject(new Error('The connection was closed.')));

      const pushes: Promise<void>[] = [];
      session.on(
        'stream',
        (pushed: ClientHttp2Stream, promised: IncomingHttpHeaders & { ':path'?: string }) => {
          const path = promised[':path'] ?? '';
          report('message', { detail: `PUSH_PROMISE for ${path} on stream ${pushed.id}` });
          const read = async (): Promise<void> => {
            try {
              const { text, bytes } = await readStream(pushed);
              report('message', { detail: `pushed ${path}, ${bytes} bytes: ${shorten(text)}` });
            } catch (error) {
              report('error', { detail: `pushed ${path}: ${shorten(String(error))}` });
            }
          };
          pushes.push(read());
        },
      );

      const request = session.request({ ':path': url.pathname + url.search });
      request.on('response', (headers) => report('opened', { detail: `status ${headers[':status']}` }));
      readStream(request)
        .then(async ({ text }) => {
          report('message', { detail: shorten(text) });
          await Promise.all(pushes);
          resolve(pushes.length === 0 ? 'nothing was pushed' : `${pushes.length} pushed, and taken`);
        })
        .catch(reject);
    });
  } finally {
    signal.removeEventListener('abort', abort);
    session.close();
  }
};

/** Asks for what the server pushes something along with, and takes it. HTTP/1.1 has no push: the answer says so. */
export const push: NodeTransport = (context) =>
  context.origin === 'http2' ? pushOverHttp2(context) : fetchOnce(context);
