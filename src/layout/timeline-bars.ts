import { explainFault } from '../../contract/faults.ts';
import type { Connection, Exchange, Operation } from '../../trace/model.ts';
import { colourOfExchange, colourOfOperation, type Colour } from './colour.ts';
import type { BarMark, BarShape, FaultMark, MomentMark, TimeWindow } from './timeline-marks.ts';
import type { TimeScale } from './timeline-scale.ts';
import { formatDuration } from './units.ts';
import { endingWords, isTrouble } from './wires-words.ts';

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly shape: BarShape;
  readonly colour: Colour;
  readonly words: string;
}

/** Room that a duration needs inside a bar, in pixels. */
const TEXT_SPACE = 52;

/**
 * The stretches that reach into the window, in pixels. Bars end at the edges of the window and are one pixel wide at
 * least; of several that would fall on one pixel, the first is drawn.
 */
function toBars(stretches: readonly Stretch[], window: TimeWindow, scale: TimeScale): BarMark[] {
  const bars: BarMark[] = [];
  let drawnTo = Number.NEGATIVE_INFINITY;
  stretches.forEach(({ from, to, shape, colour, words }, at) => {
    if (to < window.from || from > window.to) return;
    const x = scale(Math.max(from, window.from));
    const end = scale(Math.min(to, window.to));
    if (end < drawnTo) return;
    const width = Math.max(1, end - x);
    drawnTo = x + width;
    const length = formatDuration(to - from);
    const text = (shape === 'gap' || shape === 'queued') && width >= TEXT_SPACE ? length : '';
    bars.push({ key: `${shape}-${at}`, x, width, shape, colour, title: `${words}, ${length}`, text });
  });
  return bars;
}

/** One request and its answer: waiting until it is answered, open until it ends. */
function exchangeStretches(exchange: Exchange, colour: Colour, now: number): Stretch[] {
  const end = Math.min(exchange.endedAt ?? now, now);
  const answered = exchange.respondedAt ?? Number.POSITIVE_INFINITY;
  const from = exchange.startedAt;
  const what = `${exchange.method} ${exchange.target}`;
  const waiting: Stretch = {
    from,
    to: Math.min(answered, end),
    shape: 'waiting',
    colour,
    words: `${what}: waiting for the response`,
  };
  if (answered >= end) return [waiting];
  const words = `${what}: ${exchange.status ?? ''} open`;
  return [waiting, { from: answered, to: end, shape: 'open', colour, words }];
}

const httpOf = (exchange: Exchange): 'http1' | 'http2' => (exchange.streamId > 0 ? 'http2' : 'http1');

export function operationBars(
  operation: Operation,
  now: number,
  window: TimeWindow,
  scale: TimeScale,
): BarMark[] {
  const stretches: Stretch[] = [];
  const isOver = operation.closedAt !== undefined && operation.closedAt <= now;
  const end = isOver ? (operation.closedAt as number) : now;
  const colour = colourOfOperation(operation, 'http1');
  const [first] = operation.exchanges;
  const onWire = first && first.startedAt <= now ? first.startedAt : end;
  if (operation.issuedAt < onWire) {
    const words = 'queued: issued, not one byte on the wire';
    stretches.push({ from: operation.issuedAt, to: onWire, shape: 'queued', colour, words });
  }
  operation.exchanges.forEach((exchange, at) => {
    if (exchange.startedAt > now) return;
    const own = colourOfExchange(exchange, operation, httpOf(exchange));
    stretches.push(...exchangeStretches(exchange, own, now));
    if (exchange.endedAt === undefined || exchange.endedAt > now) return;
    const next = operation.exchanges[at + 1]?.startedAt ?? end;
    const words = 'no request on the wire';
    if (next > exchange.endedAt)
      stretches.push({ from: exchange.endedAt, to: Math.min(next, now), shape: 'gap', colour: own, words });
  });
  return toBars(stretches, window, scale);
}

export function exchangeBars(
  exchange: Exchange,
  now: number,
  window: TimeWindow,
  scale: TimeScale,
): BarMark[] {
  const colour = colourOfExchange(exchange, undefined, httpOf(exchange));
  return toBars(exchangeStretches(exchange, colour, now), window, scale);
}

/** A connection: its TLS handshake, then open until it is closed. */
export function connectionBars(
  connection: Connection,
  now: number,
  window: TimeWindow,
  scale: TimeScale,
): BarMark[] {
  const end = Math.min(connection.closed?.t ?? now, now);
  const ready = Math.min(connection.readyAt ?? end, end);
  const stretches: Stretch[] = [];
  if (ready > connection.openedAt) {
    const words = 'TLS handshake';
    stretches.push({ from: connection.openedAt, to: ready, shape: 'connecting', colour: 'tls', words });
  }
  const colour = connection.protocol === 'unknown' ? 'tcp' : connection.protocol;
  if (connection.readyAt !== undefined)
    stretches.push({
      from: ready,
      to: end,
      shape: 'open',
      colour,
      words: `connection ${connection.id} open`,
    });
  return toBars(stretches, window, scale);
}

/** When faults were at work on connections: a cut is over at once and shows as the end of its connection. */
export function faultMarks(
  connections: Iterable<Connection>,
  now: number,
  window: TimeWindow,
  scale: TimeScale,
): FaultMark[] {
  const marks: FaultMark[] = [];
  for (const { id, faultLog, closed } of connections) {
    const over = Math.min(closed?.t ?? now, now);
    faultLog.forEach(({ t, fault, active }, at) => {
      if (!active || fault.type === 'cut' || t > over) return;
      const off = faultLog.slice(at + 1).find((entry) => entry.fault.type === fault.type);
      const end = Math.min(off?.t ?? over, over);
      if (end < window.from || t > window.to) return;
      const x = scale(Math.max(t, window.from));
      const width = Math.max(2, scale(Math.min(end, window.to)) - x);
      const title = `${fault.type} for ${formatDuration(end - t)}: ${explainFault(fault)}`;
      marks.push({ key: `fault-${id}-${at}`, x, width, type: fault.type, title });
    });
  }
  return marks;
}

/** Where connections ended, if that was within the window: who ended them and how. */
export function endingMoments(
  connections: Iterable<Connection>,
  now: number,
  window: TimeWindow,
  scale: TimeScale,
): MomentMark[] {
  const moments: MomentMark[] = [];
  for (const { id, closed, exchanges } of connections) {
    if (!closed || closed.t > now || closed.t < window.from || closed.t > window.to) continue;
    const title = `conn ${id} ${endingWords(closed)}`;
    moments.push({
      key: `end-${id}`,
      x: scale(closed.t),
      isTrouble: isTrouble(closed, exchanges),
      title,
    });
  }
  return moments;
}
