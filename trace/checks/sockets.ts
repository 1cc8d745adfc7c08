import type { Direction } from '../../contract/direction.ts';
import type { OriginId } from '../../contract/origin.ts';
import { webSocketMessages, type WebSocketMessageRow } from '../messages.ts';
import type { Exchange } from '../model.ts';
import { webSocketFrameAt } from '../redecode.ts';
import type { Trace } from '../trace.ts';
import { exchangesOn } from './exchanges.ts';

/** The exchanges on an origin that became WebSockets. */
export function sockets(trace: Trace, origin: OriginId): Exchange[] {
  return exchangesOn(trace, { origin }).filter(
    (exchange) => exchange.carries === 'websocket' && exchange.respondedAt !== undefined,
  );
}

/** The rows of WebSocket frames of an origin, of the given types and direction, in order. Empty: of any. */
export function socketFrames(
  trace: Trace,
  origin: OriginId,
  types: readonly string[],
  direction?: Direction,
): { readonly exchange: Exchange; readonly row: number }[] {
  const { frames } = trace;
  return sockets(trace, origin).flatMap((exchange) =>
    [...trace.framesOfExchange(exchange.id)]
      .filter(
        (row) =>
          frames.layer(row) === 'websocket' &&
          (types.length === 0 || types.includes(frames.type(row))) &&
          (direction === undefined || frames.direction(row) === direction),
      )
      .map((row) => ({ exchange, row })),
  );
}

/** A message, and the frame it began with. */
export interface SocketMessage extends WebSocketMessageRow {
  readonly exchange: Exchange;
}

/** The whole messages of all WebSockets of an origin, in the order they ended. */
export function socketMessages(trace: Trace, origin: OriginId, direction?: Direction): SocketMessage[] {
  return sockets(trace, origin)
    .flatMap((exchange) => webSocketMessages(trace, exchange).map((message) => ({ ...message, exchange })))
    .filter((message) => direction === undefined || message.direction === direction)
    .sort((a, b) => a.t - b.t);
}

/** The WebSocket frame of a row, decoded again. */
export const socketFrame = webSocketFrameAt;

/** `from client to server`, `from server to client`; empty for undefined. */
export function wayOf(direction: Direction | undefined): string {
  if (direction === undefined) return '';
  return direction === 'client-to-server' ? ' from client to server' : ' from server to client';
}
