import { ORIGINS, type OriginId } from '../../contract/origin.ts';
import type { Connection, Exchange, Http2Stream } from '../../trace/model.ts';
import { connectionAt, isActive, lastExchangeAt } from './at.ts';
import { colourOfExchange, type Colour } from './colour.ts';
import { count } from './units.ts';
import { pluggedBox, waitingBox, waitingOperation, type Waiting } from './wires-boxes.ts';
import { wiresGeometry, type WiresGeometry } from './wires-geometry.ts';
import { fade, originLanes, streamLanes, type ConnectionLane, type OriginLanes } from './wires-lanes.ts';
import type {
  BoxMark,
  GhostMark,
  GroupMark,
  LineMark,
  Rect,
  Shape,
  Text,
  WireMark,
  WiresLayout,
} from './wires-marks.ts';
import {
  connectionFacts,
  countWords,
  endingWords,
  hostOf,
  isTrouble,
  shellCaption,
  summaryWords,
  type WiresSource,
} from './wires-words.ts';

/** More than this are counted, not drawn. */
const MAX_LINES_PER_ORIGIN = 60;
const MAX_LANES_PER_SHELL = 40;
const MAX_WAITING_PER_ORIGIN = 20;

const GROUP_GAP = 18;
/** A ghost runs this far above the wire that took its lane. */
const GHOST_RISE = 11;

/** The marks so far, and how far down the picture reaches. */
class Picture {
  readonly groups: GroupMark[] = [];
  readonly wires: WireMark[] = [];
  readonly lines: LineMark[] = [];
  readonly ghosts: GhostMark[] = [];
  readonly boxes: BoxMark[] = [];
  readonly notes: Text[] = [];
  y = 8;
  readonly source: WiresSource;
  readonly now: number;
  readonly geometry: WiresGeometry;

  constructor(source: WiresSource, now: number, geometry: WiresGeometry) {
    this.source = source;
    this.now = now;
    this.geometry = geometry;
  }

  boxRect(top: number): Rect {
    const { boxX, boxWidth, boxHeight, boxMiddle } = this.geometry;
    return { x: boxX, y: top + boxMiddle - boxHeight / 2, width: boxWidth, height: boxHeight };
  }

  plug(exchange: Exchange | undefined, http: 'http1' | 'http2', top: number): void {
    const box = pluggedBox(this.source, exchange, http, this.boxRect(top), this.now);
    if (box) this.boxes.push(box);
  }

  facts(top: number, text: string): Text {
    const { narrow, boxMiddle, wireMiddle, factsX } = this.geometry;
    return { x: factsX, y: top + (narrow ? boxMiddle : wireMiddle), text };
  }

  note(text: string): void {
    this.notes.push({ x: this.geometry.wireX0 + 12, y: this.y + 10, text });
    this.y += 22;
  }
}

/** What a connection, or a stream, looks like from the exchange on it. */
function look(
  picture: Picture,
  exchange: Exchange | undefined,
  http: 'http1' | 'http2',
): { shape: Shape; colour: Colour } {
  if (!exchange) return { shape: 'idle', colour: 'tcp' };
  const operation = exchange.op === undefined ? undefined : picture.source.operations.get(exchange.op);
  const colour = colourOfExchange(exchange, operation, http);
  if (!isActive(exchange, picture.now)) return { shape: http === 'http1' ? 'idle' : 'closed', colour };
  const isAnswered = exchange.respondedAt !== undefined && exchange.respondedAt <= picture.now;
  return { shape: isAnswered ? 'open' : 'waiting', colour };
}

const faultsOf = (connection: Connection): { frozen: boolean; delayMs: number } => {
  const delay = connection.faults.find((fault) => fault.type === 'delay');
  return {
    frozen: connection.faults.some((fault) => fault.type === 'freeze'),
    delayMs: delay?.type === 'delay' ? delay.delayMs : 0,
  };
};

function wireLabel(picture: Picture, connection: Connection): string {
  const state = connectionAt(connection, picture.now) ?? 'closed';
  const { frozen, delayMs } = faultsOf(connection);
  const parts = [`Connection ${connection.id} to ${hostOf(picture.source, connection.origin)}`, state];
  const exchange = lastExchangeAt(connection.exchanges, picture.now);
  if (connection.protocol === 'http2') parts.push(shellCaption(connection, picture.now));
  else if (exchange) parts.push(`${exchange.method} ${exchange.target}`);
  else parts.push('no request on it');
  if (frozen) parts.push('frozen');
  if (delayMs > 0) parts.push(`delayed by ${delayMs} ms`);
  return parts.join(', ');
}

/** `heir` is the connection that has its lane now. */
function addGhost(picture: Picture, connection: Connection, top: number, heir: Connection | undefined): void {
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
    isTrouble: isTrouble(ending),
    opacity,
  });
  if (heir || connection.protocol === 'http2') return;
  picture.plug(lastExchangeAt(connection.exchanges, picture.now), 'http1', top);
}

function addLine(picture: Picture, lane: ConnectionLane): void {
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
  const common = { conn: current.id, ...faultsOf(current), opacity: 1, colour: shown.colour };
  picture.lines.push({
    ...common,
    key: `conn-${current.id}`,
    streamId: -1,
    x0: wireX0,
    x1: wireX1,
    y: top + wireMiddle,
    shape: shown.shape,
    facts: picture.facts(top, connectionFacts(current, picture.now)),
  });
  picture.wires.push({
    ...common,
    kind: 'line',
    rect: { x: wireX0, y: top + wireMiddle - 14, width: wireX1 - wireX0, height: 28 },
    caption: isConnecting ? 'TLS handshake' : exchange ? '' : 'no request on it yet',
    label: wireLabel(picture, current),
    isOpen: true,
  });
  picture.plug(exchange, 'http1', top);
}

function addLane(picture: Picture, connection: Connection, stream: Http2Stream): void {
  const top = picture.y;
  const { now } = picture;
  const { wireX0, wireX1, wireMiddle, rowHeight } = picture.geometry;
  const isClosed = stream.closedAt !== undefined && stream.closedAt <= now;
  const shown = look(picture, stream.exchange, 'http2');
  const state = isClosed ? (stream.reset ? 'reset' : 'closed') : stream.state;
  picture.lines.push({
    key: `stream-${connection.id}-${stream.id}`,
    conn: connection.id,
    streamId: stream.id,
    x0: wireX0,
    x1: wireX1,
    y: top + wireMiddle,
    ...shown,
    shape: isClosed ? 'closed' : shown.shape,
    ...faultsOf(connection),
    opacity: isClosed ? Math.max(0.4, fade(stream.closedAt as number, now)) : 1,
    facts: picture.facts(top, `stream ${stream.id} · ${state}`),
  });
  picture.plug(stream.exchange, 'http2', top);
  picture.y += rowHeight;
}

function addShell(picture: Picture, connection: Connection): void {
  const { geometry, now } = picture;
  const { wireX0, wireX1, captionHeight } = geometry;
  const top = picture.y;
  const control = top + captionHeight + 6;
  picture.y = control + 14;
  const common = { conn: connection.id, ...faultsOf(connection), opacity: 1, colour: 'http2' as const };
  const streams = streamLanes(picture.source, connection, now);
  for (const stream of streams.slice(0, MAX_LANES_PER_SHELL)) addLane(picture, connection, stream);
  const left = streams.length - MAX_LANES_PER_SHELL;
  if (left > 0) picture.note(`and ${count(left, 'more stream')}`);
  picture.lines.push({
    ...common,
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
  picture.wires.push({
    ...common,
    kind: 'shell',
    rect: {
      x: wireX0 - inset,
      y: top,
      width: wireX1 - wireX0 + 2 * inset,
      height: picture.y - top + 6,
    },
    caption: shellCaption(connection, now),
    label: wireLabel(picture, connection),
    isOpen: true,
  });
  picture.y += 16;
}

function groupCaption({ open, folded }: OriginLanes): string {
  const parts = [count(open, 'connection')];
  if (folded > 0) parts.push(`${folded} closed`);
  return parts.join(' · ');
}

function addGroup(picture: Picture, origin: OriginId, lanes: OriginLanes, waiting: readonly Waiting[]): void {
  const { geometry } = picture;
  const top = picture.y;
  const x = geometry.narrow ? geometry.boxX : geometry.wireX0;
  picture.y += 28;
  const shells = lanes.lanes.filter((lane) => lane.current?.protocol === 'http2');
  const lines = lanes.lanes.filter((lane) => lane.current?.protocol !== 'http2');
  for (const { ghost, current } of shells) {
    if (ghost) {
      addGhost(picture, ghost, picture.y - 6, undefined);
      picture.y += 26;
    }
    addShell(picture, current as Connection);
  }
  let frame: Rect | undefined;
  if (lines.length > 0) {
    const start = picture.y;
    picture.y += 6;
    for (const lane of lines.slice(0, MAX_LINES_PER_ORIGIN)) addLine(picture, lane);
    const left = lines.length - MAX_LINES_PER_ORIGIN;
    if (left > 0) picture.note(`and ${count(left, 'more connection')}`);
    picture.y += 6;
    const inset = geometry.narrow ? 10 : 0;
    const width = geometry.wireX1 - geometry.wireX0;
    frame = { x: geometry.wireX0 - inset, y: start, width: width + 2 * inset, height: picture.y - start };
    picture.y += 8;
  }
  for (const item of waiting.slice(0, MAX_WAITING_PER_ORIGIN)) {
    picture.boxes.push(waitingBox(item, geometry, picture.y));
    picture.y += geometry.waitingHeight;
  }
  const left = waiting.length - MAX_WAITING_PER_ORIGIN;
  if (left > 0) picture.note(`and ${count(left, 'more operation')} on no wire`);
  const title = `${hostOf(picture.source, origin)} · ${ORIGINS[origin].label}`;
  picture.groups.push({ origin, title, caption: groupCaption(lanes), x, y: top + 14, frame });
  picture.y += GROUP_GAP;
}

const isEmpty = ({ lanes, folded }: OriginLanes): boolean => lanes.length === 0 && folded === 0;

/**
 * Where everything of the Wires view stands at `now` (milliseconds since the recording began), in a picture of `width`
 * pixels. Nothing is drawn that the trace does not hold; what is left out is counted in `notes` and captions.
 */
export function layoutWires(source: WiresSource, now: number, width: number): WiresLayout {
  const picture = new Picture(source, now, wiresGeometry(width));
  const lanes = new Map(originLanes(source, now).map((each) => [each.origin, each]));
  const waiting = waitingPerOrigin(source, now);
  for (const origin of Object.keys(ORIGINS) as OriginId[]) {
    const own = lanes.get(origin) ?? { origin, lanes: [], open: 0, folded: 0 };
    const queue = waiting.get(origin) ?? [];
    if (!isEmpty(own) || queue.length > 0) addGroup(picture, origin, own, queue);
  }
  const { groups, wires, lines, ghosts, boxes, notes, geometry, y } = picture;
  const marks = { groups, wires, lines, ghosts, boxes, notes };
  return {
    ...marks,
    width,
    height: y,
    narrow: geometry.narrow,
    summary: summaryWords(source, now),
    counts: countWords(source, now),
  };
}

/** Operations on no wire, by the origin they want. */
function waitingPerOrigin(source: WiresSource, now: number): Map<OriginId, Waiting[]> {
  const perOrigin = new Map<OriginId, Waiting[]>();
  for (const operation of source.operations.values()) {
    const last = lastExchangeAt(operation.exchanges, now);
    const connection = last && source.connections.get(last.conn);
    const origin = operation.origin ?? connection?.origin;
    if (origin === undefined) continue;
    const waiting = waitingOperation(source, operation, now);
    if (!waiting) continue;
    const list = perOrigin.get(origin);
    if (list) list.push(waiting);
    else perOrigin.set(origin, [waiting]);
  }
  return perOrigin;
}
