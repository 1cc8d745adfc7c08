import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type ClientHttp2Session, type ClientSessionOptions } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import type { LabOriginId } from '../../contract/origin.ts';
import type { TestLab } from './test-lab.ts';

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How the content becomes text; `latin1` keeps its bytes. */
  readonly encoding?: BufferEncoding;
}

/** A response whose body is still coming. */
export interface Live {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Resolves with all text so far, once `part` is in it. Rejects when the body ends before. */
  until(part: string): Promise<string>;
  /** The same, once `matches` is true of it. */
  when(matches: (text: string) => boolean): Promise<string>;
  /** Resolves with the whole text when the body has ended in good order. */
  readonly ended: Promise<string>;
  /** Vanishes, as a closed tab does. */
  readonly abort: () => void;
}

function live(
  status: number,
  headers: Live['headers'],
  body: Readable,
  abort: () => void,
  encoding: BufferEncoding,
): Live {
  let text = '';
  let over = false;
  const watchers = new Set<() => void>();
  body.setEncoding(encoding);
  body.on('data', (chunk: string) => {
    text += chunk;
    for (const watcher of watchers) watcher();
  });
  const ended = new Promise<string>((resolve, reject) => {
    body.on('end', () => resolve(text));
    body.on('error', reject);
    body.on('close', () => {
      over = true;
      for (const watcher of watchers) watcher();
      reject(new Error('The body broke off.'));
    });
  });
  ended.catch(() => {});
  const when = (matches: (text: string) => boolean, what: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const watcher = (): void => {
        if (matches(text)) resolve(text);
        else if (over) reject(new Error(`The body ended without ${what}: ${JSON.stringify(text)}`));
        else return;
        watchers.delete(watcher);
      };
      watchers.add(watcher);
      watcher();
    });
  return {
    status,
    headers,
    ended,
    abort,
    until: (part) => when((all) => all.includes(part), JSON.stringify(part)),
    when: (matches) => when(matches, 'what was waited for'),
  };
}

/** An HTTP/2 connection to the lab. */
export function connectHttp2(
  lab: TestLab,
  settings: ClientSessionOptions['settings'] = {},
): ClientHttp2Session {
  const session = connect(lab.origins.http2, { ca: lab.ca, settings });
  session.on('error', () => {});
  return session;
}

/** Asks one of the lab's origins, and resolves as soon as the header section of the final response is there. */
export function open(lab: TestLab, origin: LabOriginId, path: string, asked: Asked = {}): Promise<Live> {
  const { method = 'GET', headers = {}, body, encoding = 'utf8' } = asked;
  return new Promise((resolve, reject) => {
    if (origin === 'http2') {
      const session = connectHttp2(lab);
      session.on('error', reject);
      const stream = session.request(
        { ':method': method, ':path': path, ...headers },
        { endStream: body === undefined },
      );
      stream.on('error', reject);
      stream.on('close', () => session.close());
      stream.on('response', (fields) =>
        resolve(live(Number(fields[':status']), fields, stream, () => session.destroy(), encoding)),
      );
      if (body !== undefined) stream.end(body);
      return;
    }
    const send = origin === 'http1' ? httpRequest : httpsRequest;
    const request = send(lab.origins[origin] + path, { method, headers, ca: lab.ca, agent: false });
    request.on('error', reject);
    request.on('response', (response: IncomingMessage) =>
      resolve(
        live(Number(response.statusCode), response.headers, response, () => request.destroy(), encoding),
      ),
    );
    request.end(body);
  });
}

/** Asks, and resolves with the whole answer. */
export async function ask(
  lab: TestLab,
  origin: LabOriginId,
  path: string,
  asked: Asked = {},
): Promise<{ status: number; headers: Live['headers']; body: string }> {
  const { status, headers, ended } = await open(lab, origin, path, asked);
  return { status, headers, body: await ended };
}
