import type { Connection, Exchange } from '../../trace/model.ts';
import { isActive } from './at.ts';
import { colourOfExchange, type Colour } from './colour.ts';
import { pluggedBox } from './wires-boxes.ts';
import type { WiresGeometry } from './wires-geometry.ts';
import { clientStop, faultLook, heldMark } from './wires-held.ts';
import type {
  BoxMark,
  GhostMark,
  GroupMark,
  HeldMark,
  LineMark,
  Rect,
  Shape,
  Text,
  WireMark,
} from './wires-marks.ts';
import type { WiresSource } from './wires-words.ts';

/** The marks so far, and how far down the picture reaches. */
export class Picture {
  readonly groups: GroupMark[] = [];
  readonly wires: WireMark[] = [];
  readonly lines: LineMark[] = [];
  readonly held: HeldMark[] = [];
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

  /** Where faults stand: half-way along the wire. */
  get faultX(): number {
    return Math.round((this.geometry.wireX0 + this.geometry.wireX1) / 2);
  }

  hold(connection: Connection, place: { y: number; top: number; bottom: number }): void {
    const mark = heldMark(connection, { x: this.faultX, ...place });
    if (mark) this.held.push(mark);
  }

  note(text: string): void {
    this.notes.push({ x: this.geometry.wireX0 + 12, y: this.y + 10, text });
    this.y += 22;
  }
}

/** What a connection, or a stream, looks like from the exchange on it. */
export function look(
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

/** What the faults at work on a connection make its line, or that of one of its streams, look like. */
export const lineFaults = (
  picture: Picture,
  connection: Connection,
  streamId?: number,
): Pick<LineMark, 'delayMs' | 'look' | 'stop'> => ({
  delayMs: faultsOf(connection).delayMs,
  look: faultLook(connection, streamId),
  stop: clientStop(connection, picture.faultX),
});

/** Whether the faults that the tools of a wire switch are on it. */
export const faultsOf = (connection: Connection): { frozen: boolean; delayMs: number } => {
  const delay = connection.faults.find((fault) => fault.type === 'delay');
  return {
    frozen: connection.faults.some((fault) => fault.type === 'freeze'),
    delayMs: delay?.type === 'delay' ? delay.delayMs : 0,
  };
};
