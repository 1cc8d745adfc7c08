import type { WebSocket } from 'ws';
import type { Cancel } from '../context.ts';
import type { Lab } from './endpoint.ts';
import { heartbeat } from './heartbeat.ts';

/**
 * Pings as often as the heartbeat switch says. With `pingMs` it pings at that pace, and cuts a client that has not
 * answered by the next ping: a connection whose other end has vanished looks open for as long as nothing is sent.
 */
export function keepAlive(ws: WebSocket, lab: Lab, pingMs: number | undefined): Cancel {
  if (pingMs === undefined) return heartbeat(lab, () => ws.ping());

  let answered = true;
  ws.on('pong', () => {
    answered = true;
  });
  return heartbeat(
    lab,
    () => {
      // No Close frame: nobody is there to read it. The client, should it live, sees 1006.
      if (!answered) ws.terminate();
      else ws.ping();
      answered = false;
    },
    pingMs,
  );
}
