import { createParser } from 'eventsource-parser';
import { request as requestHttp1, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import type { Readable } from 'node:stream';
import { WebSocket } from 'ws';
import type { OriginAddresses } from '../../contract/origin.ts';
import type { Gap } from '../../server/endpoints/follow.ts';
import type { Ledger } from './ledger.ts';

export interface Place {
  readonly addresses: OriginAddresses;
  /** PEM. */
  readonly ca: string;
}

/** Connects once and takes what comes until the connection is over or `signal` ends it. May reject: then it is over too. */
type Connect = (place: Place, ledger: Ledger, signal: AbortSignal, heard: () => void) => Promise<void>;

interface Answer {
  readonly status: number;
  readonly content: Readable;
}

function getHttp1(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = requestHttp1(url, { agent: false, headers, signal }, (response: IncomingMessage) =>
      resolve({ status: response.statusCode ?? 0, content: response }),
    );
    asked.on('error', reject);
    asked.end();
  });
}

function getHttp2(
  place: Place,
  path: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(place.addresses.http2, { ca: place.ca });
    const end = (): void => session.destroy();
    signal.addEventListener('abort', end, { once: true });
    session.on('error', reject);
    session.on('close', () => {
      signal.removeEventListener('abort', end);
      reject(new Error('The session closed.'));
    });
    const stream = session.request({ ':path': path, ...headers });
    stream.on('error', reject);
    stream.on('close', () => session.close());
    stream.on('response', (fields) => resolve({ status: fields[':status'] ?? 0, content: stream }));
    stream.end();
  });
}

async function readEvents({ status, content }: Answer, ledger: Ledger, heard: () => void): Promise<void> {
  if (status !== 200) throw new Error(`Status ${status}`);
  const parser = createParser({
    onEvent: ({ id, event, data }) =>
      event === 'gap' ? ledger.skip(JSON.parse(data) as Gap) : ledger.take(Number(id)),
  });
  content.setEncoding('utf8');
  for await (const piece of content as AsyncIterable<string>) {
    parser.feed(piece);
    heard();
  }
}

async function readPoll({ status, content }: Answer, ledger: Ledger, heard: () => void): Promise<void> {
  let body = '';
  content.setEncoding('utf8');
  // A long answer over a slow wire is no silence.
  for await (const piece of content as AsyncIterable<string>) {
    body += piece;
    heard();
  }
  if (status === 204) return;
  if (status !== 200) throw new Error(`Status ${status}`);
  const { gap, events } = JSON.parse(body) as { gap?: Gap; events: { id: number }[] };
  if (gap !== undefined) ledger.skip(gap);
  for (const { id } of events) ledger.take(id);
}

/** The clients whose ids are accounted for: each comes back where it left off, as its protocol has it. */
export const CLIENTS: Readonly<Record<string, Connect>> = {
  'SSE over HTTP/1.1, Last-Event-ID': async ({ addresses }, ledger, signal, heard) =>
    readEvents(
      await getHttp1(`${addresses.http1}/sse`, { 'last-event-id': String(ledger.last) }, signal),
      ledger,
      heard,
    ),
  'SSE over HTTP/2, Last-Event-ID': async (place, ledger, signal, heard) =>
    readEvents(
      await getHttp2(place, '/sse', { 'last-event-id': String(ledger.last) }, signal),
      ledger,
      heard,
    ),
  'WebSocket, after=': ({ addresses }, ledger, signal, heard) =>
    new Promise((resolve) => {
      const address = `${addresses.http1.replace('http', 'ws')}/ws?mode=feed&after=${ledger.last}`;
      const socket = new WebSocket(address, { perMessageDeflate: false });
      const end = (): void => socket.terminate();
      signal.addEventListener('abort', end, { once: true });
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as { id: number; event?: string; data: string };
        if (message.event === 'gap') ledger.skip(JSON.parse(message.data) as Gap);
        else ledger.take(message.id);
        heard();
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        signal.removeEventListener('abort', end);
        resolve();
      });
    }),
  'long poll over HTTP/1.1, cursor': async ({ addresses }, ledger, signal, heard) => {
    const url = `${addresses.http1}/long-poll?after=${ledger.last}&timeout=2000`;
    await readPoll(await getHttp1(url, {}, signal), ledger, heard);
  },
  'long poll over HTTP/2, cursor': async (place, ledger, signal, heard) =>
    readPoll(
      await getHttp2(place, `/long-poll?after=${ledger.last}&timeout=2000`, {}, signal),
      ledger,
      heard,
    ),
};

/** A client that hears nothing for so long takes its connection for dead. */
const SILENCE_MS = 4_000;
const RETRY_MS = 200;

/** Keeps a client connected until `stop`; `hangUp` makes it throw its connection away. */
export function runClient(
  connect: Connect,
  place: Place,
  ledger: Ledger,
): { hangUp(): void; stop(): Promise<void> } {
  let stopped = false;
  let hangUp = (): void => {};
  const done = (async () => {
    while (!stopped) {
      const over = new AbortController();
      let timer = setTimeout(() => over.abort(), SILENCE_MS);
      const heard = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => over.abort(), SILENCE_MS);
      };
      hangUp = () => over.abort();
      ledger.connections += 1;
      const before = ledger.events;
      await connect(place, ledger, over.signal, heard).catch(() => {});
      clearTimeout(timer);
      // A poll that brought something asks again at once; whoever was cut off waits a moment.
      if (ledger.events === before) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  })();
  return {
    hangUp: () => hangUp(),
    stop() {
      stopped = true;
      hangUp();
      return done;
    },
  };
}
