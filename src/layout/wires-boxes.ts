import type { Exchange, Operation } from '../../trace/model.ts';
import { connectionAt, isActive, lastExchangeAt, operationAt } from './at.ts';
import { colourOfExchange, colourOfOperation } from './colour.ts';
import { formatDuration } from './units.ts';
import type { WiresGeometry } from './wires-geometry.ts';
import { fade } from './wires-lanes.ts';
import type { BoxMark, Rect, Shape } from './wires-marks.ts';
import { queueReason, stateWords, targetWords, type WiresSource } from './wires-words.ts';

/** The operation of an exchange, when this exchange is where the operation stands now. */
function operationOn(source: WiresSource, exchange: Exchange, now: number): Operation | undefined {
  const operation = exchange.op === undefined ? undefined : source.operations.get(exchange.op);
  return operation && lastExchangeAt(operation.exchanges, now) === exchange ? operation : undefined;
}

const METHOD_SHOWN_WITHOUT_WORDS = 'GET';

/**
 * The box that plugs into a lane on which `exchange` is, or was, the last. Undefined when there is nothing to plug in:
 * no request came, or its operation has moved on.
 */
export function pluggedBox(
  source: WiresSource,
  exchange: Exchange | undefined,
  http: 'http1' | 'http2',
  rect: Rect,
  now: number,
): BoxMark | undefined {
  if (!exchange) return undefined;
  const isOver = !isActive(exchange, now);
  const opacity = exchange.endedAt === undefined ? 1 : fade(exchange.endedAt, now);
  const operation = operationOn(source, exchange, now);
  if (operation) {
    const state = operationAt(operation, now) ?? 'waiting';
    if (state === 'reconnecting' || state === 'queued') return undefined;
    const isLive = state !== 'closed';
    if (!isLive && opacity === 0) return undefined;
    return {
      key: `op-${operation.id}`,
      op: operation.id,
      isFromCode: operation.isFromCode,
      conn: exchange.conn,
      rect,
      label: targetWords(exchange.target),
      state: stateWords(operation, state, exchange),
      /* A client that is done may still have its connection: a frozen wire passes no FIN on. */
      shape: state === 'waiting' ? 'waiting' : isOver || !isLive ? 'closed' : 'open',
      colour: colourOfExchange(exchange, operation, http),
      closable: isLive && operation.client !== 'other',
      opacity: isLive ? 1 : Math.max(0.35, opacity),
      note: undefined,
    };
  }
  /* An operation that has moved on takes its box with it; requests without one, of curl or a tab, have their own. */
  if (exchange.op !== undefined || (isOver && opacity === 0)) return undefined;
  const method = exchange.method === METHOD_SHOWN_WITHOUT_WORDS ? '' : `${exchange.method} `;
  const status = exchange.status === undefined ? 'waiting' : String(exchange.status);
  return {
    key: `exchange-${exchange.id}`,
    op: undefined,
    isFromCode: false,
    conn: exchange.conn,
    rect,
    label: `${method}${exchange.target}`,
    state: isOver ? `${status} done` : status,
    shape: isOver ? 'closed' : exchange.status === undefined ? 'waiting' : 'open',
    colour: colourOfExchange(exchange, undefined, http),
    closable: false,
    opacity: isOver ? Math.max(0.35, opacity) : 1,
    note: undefined,
  };
}

/** Whether the operation has its box on a wire: its last exchange is the last on a lane that is still there. */
function isPlugged(source: WiresSource, operation: Operation, now: number): boolean {
  const last = lastExchangeAt(operation.exchanges, now);
  const connection = last && source.connections.get(last.conn);
  if (!last || !connection || connectionAt(connection, now) === 'closed') return false;
  if (!isActive(last, now) && operationAt(operation, now) === 'reconnecting') return false;
  return connection.protocol === 'http2' || lastExchangeAt(connection.exchanges, now) === last;
}

/** An operation that is on no wire, with the reason as far as it is known; undefined for all others. */
export interface Waiting {
  readonly operation: Operation;
  readonly shape: Shape;
  readonly opacity: number;
  readonly lead: string;
  readonly text: string;
}

export function waitingOperation(
  source: WiresSource,
  operation: Operation,
  now: number,
): Waiting | undefined {
  const state = operationAt(operation, now);
  if (state === undefined || isPlugged(source, operation, now)) return undefined;
  const last = lastExchangeAt(operation.exchanges, now);
  const since = (t: number | undefined): string => formatDuration(now - (t ?? now));
  const who = operation.client === 'browser' ? 'browser' : 'client';
  const base = { operation, opacity: 1 };
  if (state === 'queued') {
    const lead = `queued in the ${who} for ${since(operation.issuedAt)}`;
    return { ...base, shape: 'queued', lead, text: queueReason(source, operation, now) };
  }
  if (state === 'reconnecting') {
    const lead = `no connection for ${since(last?.endedAt)}`;
    return { ...base, shape: 'queued', lead, text: queueReason(source, operation, now) };
  }
  if (state === 'open') {
    const lead = 'between two requests';
    return { ...base, shape: 'closed', lead, text: `the last one ended ${since(last?.endedAt)} ago` };
  }
  /* Closed without a byte on the wire: said for a moment, because there is no other trace of it. */
  const closedAt = operation.closedAt;
  if (state !== 'closed' || closedAt === undefined || last) return undefined;
  const opacity = fade(closedAt, now);
  if (opacity === 0 || closedAt <= source.clearedAt) return undefined;
  const error = operation.events.findLast((entry) => entry.event === 'error' && entry.detail !== '');
  const text = error ? error.detail : 'not one byte of it was on the wire';
  return { operation, shape: 'closed', opacity, lead: 'closed', text };
}

/** The box, and the note beside or under it, of an operation that is on no wire. */
export function waitingBox(waiting: Waiting, geometry: WiresGeometry, y: number): BoxMark {
  const { operation, shape, opacity, lead, text } = waiting;
  const { boxX, boxWidth, boxHeight, narrow, width } = geometry;
  const top = y + geometry.boxMiddle - boxHeight / 2;
  const noteX = narrow ? boxX : geometry.wireX0;
  const note = {
    x: noteX,
    y: narrow ? top + boxHeight + 2 : top,
    width: width - noteX - 16,
    height: narrow ? geometry.waitingHeight - boxHeight - 8 : boxHeight,
    lead,
    text,
  };
  const state = operationWords(operation, shape);
  return {
    key: `op-${operation.id}`,
    op: operation.id,
    isFromCode: operation.isFromCode,
    conn: undefined,
    rect: { x: boxX, y: top, width: narrow ? Math.min(260, width - 2 * boxX) : boxWidth, height: boxHeight },
    label: targetWords(operation.url),
    state,
    shape,
    colour: colourOfOperation(operation, operation.origin === 'http2' ? 'http2' : 'http1'),
    closable: lead !== 'closed' && operation.client !== 'other',
    opacity,
    note,
  };
}

function operationWords(operation: Operation, shape: Shape): string {
  if (shape === 'queued') return stateWords(operation, 'queued', undefined);
  return operation.closedAt === undefined ? 'resting' : stateWords(operation, 'closed', undefined);
}
