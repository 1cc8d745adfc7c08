import type { Socket } from 'node:net';

/**
 * Whether a FIN has been asked for and has not left yet. libuv then refuses a RST (`uv_tcp_close_reset` answers EINVAL),
 * and node:net has let go of its handle by the time it hears so: the connection stays open for good, and its `close`
 * never comes.
 */
function isEnding({ writableEnded, writableFinished, writableLength }: Socket): boolean {
  return writableEnded && !writableFinished && writableLength === 0;
}

/**
 * Resets a TCP connection: a RST on the wire (RFC 9293 §3.5.2). `secured` is the TLS socket around it, where there is one.
 * Answers false, and closes it without a RST, when its end is under way already. Its `close` comes in either case.
 */
export function resetSocket(raw: Socket, secured?: Socket): boolean {
  if (isEnding(raw) || (secured !== undefined && isEnding(secured))) {
    raw.destroy();
    return false;
  }
  raw.resetAndDestroy();
  return true;
}
