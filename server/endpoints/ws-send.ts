import type { WebSocket } from 'ws';
import { MAX_FRAGMENTS, MAX_WAITING_BYTES } from './limits.ts';
import type { WsOptions } from './ws-options.ts';

/** Sends one message. `whenSent` is called when it has been handed on. */
export type Send = (message: Buffer | string, binary: boolean, whenSent?: () => void) => void;

/** Whether the client reads slower than we send. */
export function isFull(ws: WebSocket): boolean {
  return ws.bufferedAmount >= MAX_WAITING_BYTES;
}

/** Sends whole messages, in as many frames as the options say, and closes after as many messages. */
export function createSend(
  ws: WebSocket,
  { fragmentBytes = Infinity, close }: Pick<WsOptions, 'fragmentBytes' | 'close'>,
): Send {
  let sent = 0;
  if (close?.messages === 0) ws.close(close.code);

  return (message, binary, whenSent) => {
    if (ws.readyState !== ws.OPEN) return;
    const payload = typeof message === 'string' ? Buffer.from(message) : message;
    const size = Math.max(fragmentBytes, Math.ceil(payload.length / MAX_FRAGMENTS));
    // All but the last frame have FIN = 0, all but the first the opcode of a continuation (RFC 6455 §5.4). Text may be
    // cut anywhere, even within a character: only the whole message has to be UTF-8.
    let offset = 0;
    while (payload.length - offset > size) {
      ws.send(payload.subarray(offset, offset + size), { binary, fin: false });
      offset += size;
    }
    ws.send(payload.subarray(offset), { binary, fin: true }, () => whenSent?.());
    sent += 1;
    if (sent === close?.messages) ws.close(close.code);
  };
}
