import type { RawData, WebSocket } from 'ws';
import type { LogEvent } from '../log/event-log.ts';
import type { Lab } from './endpoint.ts';
import { follow } from './follow.ts';
import type { WebSocketEndpoint } from './ws-endpoint.ts';
import { faultOfOrigin } from './ws-handshake.ts';
import { keepAlive } from './ws-keep-alive.ts';
import { WS_PARAMETERS, SUBPROTOCOLS, wsOptions, type WsOptions } from './ws-options.ts';
import { checkPlace, joinRoom } from './ws-room.ts';
import { createSend, isFull, type Send } from './ws-send.ts';

/** Sends every message back as it came: text as text, binary as binary. */
function echoMessages(ws: WebSocket, send: Send): void {
  ws.on('message', (message: RawData, isBinary: boolean) => {
    send(message as Buffer, isBinary, () => {
      if (ws.isPaused && !isFull(ws)) ws.resume();
    });
    // Who sends faster than it reads its echo has to wait: not reading is how TCP and HTTP/2 say so.
    if (isFull(ws)) ws.pause();
  });
}

/** Sends the events of a topic. Returns what ends it. */
function sendEvents(ws: WebSocket, send: Send, { topic, after }: WsOptions, lab: Lab): () => void {
  // WebSocket has no Last-Event-ID. A client that wants to go on where it was says so itself, with ?after=.
  const newest = lab.log.lastId(topic);
  const sendEvent = ({ id, event, data }: LogEvent): boolean => {
    send(JSON.stringify({ id, event, data }), false, () => {
      if (!isFull(ws)) events.resume();
    });
    return !isFull(ws);
  };
  // The same as in an event stream: an event without an id.
  const events = follow(lab.log, topic, Math.min(after ?? newest, newest), sendEvent, (gap) =>
    send(JSON.stringify({ event: 'gap', data: JSON.stringify(gap) }), false),
  );
  return events.stop;
}

/** The open WebSocket, over whichever version of HTTP it was opened. */
export function converse(ws: WebSocket, options: WsOptions, lab: Lab): void {
  // A client that breaks the protocol is closed with the code for it (1002, 1007, 1009); nothing is left to do here.
  ws.on('error', () => {});

  const { mode } = options;
  const send = createSend(ws, options);
  const cleanUps = [
    keepAlive(ws, lab, options.pingMs),
    lab.onShutdown(({ closeCode, reason }) => ws.close(closeCode, reason)),
  ];
  if (mode === undefined || mode === 'echo') echoMessages(ws, send);
  if (mode === undefined || mode === 'feed') cleanUps.push(sendEvents(ws, send, options, lab));
  if (mode === 'room') cleanUps.push(joinRoom(ws, send, options, lab));
  ws.on('close', () => {
    for (const undo of cleanUps) undo();
  });
}

const isKnown = (name: string): name is keyof typeof SUBPROTOCOLS => Object.hasOwn(SUBPROTOCOLS, name);

export const ws: WebSocketEndpoint = {
  path: '/ws',
  summary: 'WebSocket: echoes messages and sends the feed. Subprotocols: wire101.chat and wire101.feed.',
  parameters: WS_PARAMETERS,
  open({ query, headers, protocols }, lab) {
    const asked = wsOptions(query, lab.settings.current);
    const fault = asked.originCheck ? faultOfOrigin(headers, lab.appOrigins) : undefined;
    if (fault !== undefined) throw fault;

    // Of what the client offers, the first that means what the query asks for (RFC 6455 §4.2.2).
    const protocol = protocols
      .filter(isKnown)
      .find((known) => asked.mode === undefined || SUBPROTOCOLS[known] === asked.mode);
    const mode = protocol === undefined ? asked.mode : SUBPROTOCOLS[protocol];
    if (mode === 'room') checkPlace(lab, asked.room);
    return {
      protocol,
      deflate: asked.deflate,
      maxBytes: asked.maxBytes,
      start: (opened) => converse(opened, { ...asked, mode }, lab),
    };
  },
};
