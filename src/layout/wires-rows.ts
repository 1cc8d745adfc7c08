import type { Connection, Exchange, Http2Stream } from '../../trace/model.ts';
import { connectionAt, lastExchangeAt } from './at.ts';
import { count } from './units.ts';
import { fade, streamLanes, type ConnectionLane } from './wires-lanes.ts';
import type { Shape } from './wires-marks.ts';
import { faultsOf, lineFaults, look, type Picture } from './wires-picture.ts';
import {
  connectionFacts,
  endingWords,
  faultWords,
  heldWords,
  isTrouble,
  shellCaption,
  targetWords,
} from './wires-words.ts';
import { authorityOf } from './wires-hosts.ts';

/** More than this are counted, not drawn. */
const MAX_LANES_PER_SHELL = 40;
/** A ghost runs this far above the wire that took its lane. */
const GHOST_RISE = 11;

function wireLabel(picture: Picture, connection: Connection): string {
  const state = connectionAt(connection, picture.now) ?? 'closed';
  const parts = [`Connection ${connection.id} to ${authorityOf(picture.source, connection)}`, state];
  const exchange = lastExchangeAt(connection.exchanges, picture.now);
  if (connection.protocol === 'http2') parts.push(shellCaption(connection, picture.now));
  else if (exchange) parts.push(`${exchange.method} ${exchange.target}`);
  else parts.push('no request on it');
  const faults = faultWords(connection);
  if (faults) parts.push(faults);
  const held = heldWords(connection);
  if (held) parts.push(held);
  return parts.join(', ');
}

/** A connection that is over; `heir` is the connection that has its lane now. */
export function addGhost(
  picture: Picture,
  connection: Connection,
  top: number,
  heir: Connection | undefined,
): void {
  const { wireX0, wireX1, wireMiddle } = picture.geometry;
  const ending = connection.closed;
  if (!ending) return;
  const opacity = fade(ending.t, picture.now);
  picture.ghosts.push({
    conn: connection.id,
    x0: wireX0,
    x1: wireX1,
    y: top + wireMiddle - (heir ? GHOST_RISE : 0),
    words: `conn ${connection.id} ${endingWords(ending)}${heir ? `, then conn ${heir.id} opened` : ''}`,
    isTrouble: isTrouble(ending, connection.exchanges),
    opacity,
  });
  if (heir || connection.protocol === 'http2') return;
  picture.plug(lastExchangeAt(connection.exchanges, picture.now), 'http1', top);
}

function idleWords(shape: Shape, last: Exchange | undefined): string {
  if (!last) return 'no request on it yet';
  return shape === 'idle' ? `idle; the last request was ${last.method} ${targetWords(last.target)}` : '';
}

/** An HTTP/1.1 connection, or one that has not said what it is: a line. */
export function addLine(picture: Picture, lane: ConnectionLane): void {
  const top = picture.y;
  const { wireX0, wireX1, wireMiddle, rowHeight } = picture.geometry;
  const { current, ghost } = lane;
  picture.y += rowHeight;
  if (ghost) addGhost(picture, ghost, top, current);
  if (!current) return;
  const exchange = lastExchangeAt(current.exchanges, picture.now);
  const isConnecting = connectionAt(current, picture.now) === 'connecting';
  const shown = isConnecting
    ? { shape: 'connecting' as const, colour: 'tls' as const }
    : look(picture, exchange, 'http1');
  const common = { conn: current.id, opacity: 1, colour: shown.colour };
  picture.lines.push({
    ...common,
    ...lineFaults(picture, current),
    key: `conn-${current.id}`,
    streamId: -1,
    x0: wireX0,
    x1: wireX1,
    y: top + wireMiddle,
    shape: shown.shape,
    facts: picture.facts(top, connectionFacts(current, picture.now)),
  });
  const middle = top + wireMiddle;
  picture.hold(current, { y: middle, top: middle - 13, bottom: middle + 13 });
  picture.wires.push({
    ...common,
    ...faultsOf(current),
    kind: 'line',
    rect: { x: wireX0, y: top + wireMiddle - 14, width: wireX1 - wireX0, height: 28 },
    held: faultWords(current),
    caption: isConnecting ? 'TLS handshake' : idleWords(shown.shape, exchange),
    label: wireLabel(picture, current),
    isOpen: true,
  });
  picture.plug(exchange, 'http1', top);
}

/** A stream of an HTTP/2 connection: a lane in its shell. */
function addLane(picture: Picture, connection: Connection, stream: Http2Stream): void {
  const top = picture.y;
  const { now } = picture;
  const { wireX0, wireX1, wireMiddle, rowHeight } = picture.geometry;
  const isClosed = stream.closedAt !== undefined && stream.closedAt <= now;
  const shown = look(picture, stream.exchange, 'http2');
  /* The model knows how a stream stands now: of one that was closed later, only that it was not closed yet. */
  const isLater = !isClosed && stream.closedAt !== undefined;
  const state = isClosed ? (stream.reset ? 'reset' : 'closed') : isLater ? 'not closed' : stream.state;
  picture.lines.push({
    key: `stream-${connection.id}-${stream.id}`,
    conn: connection.id,
    streamId: stream.id,
    x0: wireX0,
    x1: wireX1,
    y: top + wireMiddle,
    ...shown,
    shape: isClosed ? 'closed' : shown.shape,
    ...lineFaults(picture, connection, stream.id),
    opacity: isClosed ? Math.max(0.4, fade(stream.closedAt as number, now)) : 1,
    facts: picture.facts(top, `stream ${stream.id} · ${state}`),
  });
  picture.plug(stream.exchange, 'http2', top);
  picture.y += rowHeight;
}

/** An HTTP/2 connection: one thick wire with its streams inside. */
export function addShell(picture: Picture, connection: Connection): void {
  const { geometry, now } = picture;
  const { wireX0, wireX1, captionHeight } = geometry;
  const top = picture.y;
  const control = top + captionHeight + 6;
  picture.y = control + 14;
  const common = { conn: connection.id, opacity: 1, colour: 'http2' as const };
  const streams = streamLanes(picture.source, connection, now);
  for (const stream of streams.slice(0, MAX_LANES_PER_SHELL)) addLane(picture, connection, stream);
  const left = streams.length - MAX_LANES_PER_SHELL;
  if (left > 0) picture.note(`and ${count(left, 'more stream')}`);
  picture.lines.push({
    ...common,
    ...lineFaults(picture, connection, 0),
    key: `conn-${connection.id}`,
    streamId: 0,
    x0: wireX0,
    x1: wireX1,
    y: control,
    shape: 'open',
    facts: geometry.narrow
      ? { x: wireX0, y: control, text: '' }
      : { x: geometry.factsX, y: control, text: connectionFacts(connection, now) },
  });
  const inset = geometry.narrow ? 6 : 0;
  picture.hold(connection, { y: control, top: control - 12, bottom: picture.y });
  picture.wires.push({
    ...common,
    ...faultsOf(connection),
    kind: 'shell',
    rect: {
      x: wireX0 - inset,
      y: top,
      width: wireX1 - wireX0 + 2 * inset,
      height: picture.y - top + 6,
    },
    held: faultWords(connection),
    caption: shellCaption(connection, now),
    label: wireLabel(picture, connection),
    isOpen: true,
  });
  picture.y += 16;
}
