import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { controlRequestSchema, type ControlMessage } from '../../contract/control.ts';
import type { OperationEvent } from '../../contract/operations.ts';
import type { OriginAddresses } from '../../contract/origin.ts';
import type { TimerCounts } from '../context.ts';
import type { Watched } from '../watched.ts';
import { CONTROL_RATE, MAX_CONTROL_MESSAGE_BYTES } from '../limits.ts';
import { RateLimit } from '../rate.ts';
import { InputError, parseOrThrow } from '../validate.ts';
import { Outbox } from './outbox.ts';
import { Pages } from './pages.ts';
import { handleRequest, recordOperation, type ControlContext, type RequestContext } from './requests.ts';

/** A page that answers no ping for two of these is gone. */
const PING_MS = 30_000;
/** The names pages give themselves are cut here. */
const MAX_PAGE_NAME = 64;
/** How long pages have to answer the close. */
const CLOSE_MS = 500;
/** Going Away (RFC 6455 §7.4.1). */
const GOING_AWAY = 1001;

export interface ControlOptions extends ControlContext {
  readonly version: string;
  /** A new one for each start of the lab. */
  readonly labId: string;
  readonly origins: OriginAddresses;
  readonly timers: Watched<TimerCounts>;
  /** Changes with the lessons that were added at run time. Undefined: there are none. */
  readonly lessonsRevision: Watched<number> | undefined;
  /** What is wrong already when the channel is made, in sentences for people; more comes by `tell`. */
  readonly troubles: readonly string[];
}

/** The control channels of all pages: what they ask, and the recording as it grows. */
export interface ControlServer {
  /** Takes a connection that may use the channel; whoever calls has checked that. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Shows a trouble on every page, those to come included. */
  tell(trouble: string): void;
  close(): Promise<void>;
}

export function createControlServer(options: ControlOptions): ControlServer {
  const { clock } = options;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: MAX_CONTROL_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const troubles = [...options.troubles];
  const silent = new WeakSet<WebSocket>();
  const stopPings = clock.every(PING_MS, () => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      socket.ping();
    }
  });
  const pages = new Pages({
    clock,
    abandoned: (event) => recordOperation(options.recorder, event, clock.now()),
  });
  server.on('connection', (socket, request) => {
    socket.on('pong', () => silent.delete(socket));
    // The close that follows every error ends what there is to end.
    socket.on('error', () => {});
    serve(socket, { ...options, troubles }, pages, pageOf(request));
  });

  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    },
    tell(trouble) {
      troubles.push(trouble);
      // Texts go out between batches, whatever still waits for a slow page.
      for (const socket of server.clients) {
        if (socket.readyState === socket.OPEN)
          socket.send(JSON.stringify({ type: 'trouble', text: trouble }));
      }
    },
    async close() {
      stopPings();
      pages.close();
      const closed = [...server.clients].map((client) => new Promise((done) => client.once('close', done)));
      for (const client of server.clients) client.close(GOING_AWAY, 'The lab is shutting down.');
      clock.after(CLOSE_MS, () => {
        for (const client of server.clients) client.terminate();
      });
      await Promise.all(closed);
    },
  };
}

/** The name a page gave itself in `?page=`; one of its own for a page that gave none. */
function pageOf(request: IncomingMessage): string {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  return searchParams.get('page')?.slice(0, MAX_PAGE_NAME) ?? randomUUID();
}

/** One page: greets it, replays the recording, follows it, and answers. */
function serve(socket: WebSocket, options: ControlOptions, pages: Pages, page: string): void {
  const { recorder } = options;
  pages.joined(page);
  const outbox = new Outbox(socket);
  const say = (message: ControlMessage): void => outbox.text(JSON.stringify(message));
  const replay = (): void => {
    for (const part of recorder.snapshot()) outbox.batch(part);
  };

  say({
    type: 'hello',
    version: options.version,
    lab: options.labId,
    recording: recorder.id,
    origins: options.origins,
    settings: options.settings.current,
  });
  const tellTimers = (counts: TimerCounts): void => say({ type: 'timers', ...counts });
  tellTimers(options.timers.value);
  const forgetTimers = options.timers.onChange(tellTimers);
  const tellLessons = (revision: number): void => say({ type: 'own-lessons', revision });
  if (options.lessonsRevision) tellLessons(options.lessonsRevision.value);
  const forgetLessons = options.lessonsRevision?.onChange(tellLessons);
  for (const text of options.troubles) say({ type: 'trouble', text });
  const cancel = recorder.subscribe({
    batch: (records) => outbox.batch(records),
    memoryOnly: (records) => outbox.batch(records),
    restarted() {
      outbox.clearBatches();
      say({ type: 'recording', recording: recorder.id });
      replay();
    },
  });
  replay();
  socket.once('close', () => {
    cancel();
    forgetTimers();
    forgetLessons?.();
    pages.left(page);
  });
  const context = { ...options, reported: (event: OperationEvent) => pages.reported(page, event) };
  const limit = new RateLimit(CONTROL_RATE, options.clock);
  socket.on('message', (data, isBinary) => {
    void answer(data, isBinary, context, limit.take()).then(say);
  });
}

async function answer(
  data: RawData,
  isBinary: boolean,
  context: RequestContext,
  waitSeconds: number,
): Promise<ControlMessage> {
  let id = 0;
  try {
    if (isBinary) throw new InputError('The control channel takes JSON as text.');
    const json = parseJson(data);
    if (typeof json === 'object' && json !== null && 'id' in json && typeof json.id === 'number')
      id = json.id;
    if (waitSeconds > 0) {
      throw new InputError(
        `A page may ask ${CONTROL_RATE.perSecond} times a second. Nothing was changed; try again in ${waitSeconds} s.`,
      );
    }
    const result = await handleRequest(parseOrThrow(controlRequestSchema, json, 'request'), context);
    const answered = { type: 'answer', id, ok: true } as const;
    if (result === undefined) return answered;
    return typeof result === 'number' ? { ...answered, value: result } : { ...answered, faults: result };
  } catch (error) {
    return { type: 'answer', id, ok: false, error: (error as Error).message };
  }
}

function parseJson(data: RawData): unknown {
  try {
    // ws hands texts over as Buffer unless it is told otherwise.
    return JSON.parse((data as Buffer).toString('utf8'));
  } catch {
    throw new InputError('The message is not JSON.');
  }
}
