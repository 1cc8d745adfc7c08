import { ORIGINS, type OriginId } from '../../contract/origin.ts';
import type { Connection } from '../../trace/model.ts';
import { lastExchangeAt } from './at.ts';
import { count } from './units.ts';
import { waitingBox, waitingOperation, type Waiting } from './wires-boxes.ts';
import { wiresGeometry } from './wires-geometry.ts';
import { originLanes, type OriginLanes } from './wires-lanes.ts';
import type { Rect, WiresLayout } from './wires-marks.ts';
import { Picture } from './wires-picture.ts';
import { addGhost, addLine, addShell } from './wires-rows.ts';
import { countWords, hostOf, summaryWords, type WiresSource } from './wires-words.ts';

/** More than this are counted, not drawn. */
const MAX_LINES_PER_ORIGIN = 60;
const MAX_WAITING_PER_ORIGIN = 20;

const GROUP_GAP = 18;

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
  const { groups, wires, lines, held, ghosts, boxes, notes, geometry, y } = picture;
  const marks = { groups, wires, lines, held, ghosts, boxes, notes };
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
