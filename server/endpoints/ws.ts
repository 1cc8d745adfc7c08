import type { RawData, WebSocket } from 'ws';
import { HttpError, type Endpoint, type Lab } from './endpoint.ts';
import { follow } from './follow.ts';
import { heartbeat } from './heartbeat.ts';
import { splitTarget, topicOf, wholeNumber } from './request.ts';
import { refusalOfUpgrade } from './ws-handshake.ts';

/** How much may wait to be read by a slow client, in bytes, before we stop to send more. */
const MAX_WAITING_BYTES = 64 * 1024;
/** Close code of an endpoint that goes away (RFC 6455 §7.4.1). */
const GOING_AWAY = 1001;

/** What the query asks of the conversation. */
export interface Conversation {
  readonly echo: boolean;
  readonly feed: boolean;
  readonly topic: string;
  /** The id of the last event the client saw, or `undefined` to begin with the next one. */
  readonly after: number | undefined;
}

/** Reads `?mode=echo|feed&after=&topic=`. Throws a 400, which is possible only before the handshake. */
export function conversationOf(query: URLSearchParams): Conversation {
  const mode = query.get('mode');
  if (mode !== null && mode !== 'echo' && mode !== 'feed') {
    throw new HttpError(400, {
      error: 'mode is neither echo nor feed.',
      where: 'query parameter mode',
      help: 'Send mode=echo or mode=feed, or leave it out for both.',
    });
  }
  return {
    echo: mode !== 'feed',
    feed: mode !== 'echo',
    topic: topicOf(query),
    after: wholeNumber(query, 'after'),
  };
}

/** Sends every message back as it came: text as text, binary as binary. */
function echoMessages(ws: WebSocket): void {
  const resume = (): void => {
    if (ws.isPaused && ws.bufferedAmount < MAX_WAITING_BYTES) ws.resume();
  };
  ws.on('message', (message: RawData, isBinary: boolean) => {
    ws.send(message, { binary: isBinary }, resume);
    // Who sends faster than it reads its echo has to wait: not reading is how TCP and HTTP/2 say so.
    if (ws.bufferedAmount >= MAX_WAITING_BYTES) ws.pause();
  });
}

/** The open WebSocket, over whichever version of HTTP it was opened. */
export function converse(ws: WebSocket, { echo, feed, topic, after }: Conversation, lab: Lab): void {
  // A client that breaks the protocol is closed with the code for it (1002, 1007, 1009); nothing is left to do here.
  ws.on('error', () => {});
  if (echo) echoMessages(ws);

  const cleanUps = [
    heartbeat(lab, () => ws.ping()),
    lab.onShutdown(() => ws.close(GOING_AWAY, 'The lab is shutting down.')),
  ];
  if (feed) {
    // WebSocket has no Last-Event-ID. A client that wants to go on where it was says so itself, with ?after=.
    const newest = lab.log.lastId(topic);
    const events = follow(lab.log, topic, Math.min(after ?? newest, newest), ({ id, event, data }) => {
      ws.send(JSON.stringify({ id, event, data }), () => {
        if (ws.bufferedAmount < MAX_WAITING_BYTES) events.resume();
      });
      return ws.bufferedAmount < MAX_WAITING_BYTES;
    });
    cleanUps.push(events.stop);
  }
  ws.on('close', () => {
    for (const undo of cleanUps) undo();
  });
}

/** An ordinary request to this path is no WebSocket handshake: the answer says what is missing. */
export const ws: Endpoint = {
  path: '/ws',
  summary:
    'WebSocket: echoes messages and sends the feed; ?mode=echo or feed for one of them, ?after= to resume.',
  methods: {
    GET(req) {
      conversationOf(splitTarget(req).query);
      throw refusalOfUpgrade(req);
    },
  },
};
