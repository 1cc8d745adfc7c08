import { ORIGIN_IDS, ORIGINS, type OriginId } from '../../contract/origin.ts';
import type { Connection } from '../../trace/model.ts';
import { connectionAsOf, lastExchangeAt } from './at.ts';
import { count } from './units.ts';
import { waitingBox, waitingOperation, type Waiting } from './wires-boxes.ts';
import { wiresGeometry } from './wires-geometry.ts';
import { originLanes, type OriginLanes } from './wires-lanes.ts';
import type { Rect, WiresLayout } from './wires-marks.ts';
import { Picture } from './wires-picture.ts';
import { addGhost, addLine, addShell } from './wires-rows.ts';
import { authorityOfOperation, endsWords } from './wires-hosts.ts';
import { countWords, summaryWords, type WiresSource } from './wires-words.ts';

/** More than this are counted, not drawn. */
const MAX_LINES_PER_ORIGIN = 60;
const MAX_WAITING_PER_ORIGIN = 20;

const GROUP_GAP = 18;

function groupCaption(source: WiresSource, { origin, open, folded }: OriginLanes): string {
  const parts = [count(open, 'connection')];
  if (folded > 0) parts.push(`${folded} closed`);
  const ends = endsWords(source, origin);
  if (ends) parts.push(ends);
  return parts.join(' · ');
}

function addGroup(picture: Picture, lanes: OriginLanes, waiting: readonly Waiting[]): void {
  const { geometry } = picture;
  const { origin, authority } = lanes;
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
    addShell(picture, connectionAsOf(picture.source, current as Connection, picture.now));
  }
  let frame: Rect | undefined;
  if (lines.length > 0) {
    const start = picture.y;
    picture.y += 6;
    for (const lane of lines.slice(0, MAX_LINES_PER_ORIGIN)) {
      const { current } = lane;
      addLine(picture, {
        ...lane,
        current: current && connectionAsOf(picture.source, current, picture.now),
      });
    }
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
  const title = `${authority} · ${ORIGINS[origin].label}`;
  const caption = groupCaption(picture.source, lanes);
  picture.groups.push({ key: `${origin} ${authority}`, origin, title, caption, x, y: top + 14, frame });
  picture.y += GROUP_GAP;
}

const NO_LANES = { lanes: [], open: 0, folded: 0 };

const isEmpty = ({ lanes, folded }: OriginLanes): boolean => lanes.length === 0 && folded === 0;

/**
 * Where everything of the Wires view stands at `now` (milliseconds since the recording began), in a picture of `width`
 * pixels. Nothing is drawn that the trace does not hold; what is left out is counted in `notes` and captions.
 */
export function layoutWires(source: WiresSource, now: number, width: number): WiresLayout {
  const picture = new Picture(source, now, wiresGeometry(width));
  const lanes = originLanes(source, now);
  const waiting = waitingOperations(source, now);
  for (const origin of ORIGIN_IDS) {
    const own = lanes.filter((each) => each.origin === origin);
    const queues = waiting.get(origin) ?? new Map<string, Waiting[]>();
    const idle = [...queues.keys()].filter((host) => !own.some(({ authority }) => authority === host));
    const groups = [...own, ...idle.map((authority) => ({ ...NO_LANES, origin, authority }))];
    for (const group of groups) {
      const queue = queues.get(group.authority) ?? [];
      if (!isEmpty(group) || queue.length > 0) addGroup(picture, group, queue);
    }
  }
  const { groups, wires, lines, held, ghosts, boxes, notes, geometry, y } = picture;
  const counts = countWords(source, now);
  const marks = { groups, wires, lines, held, ghosts, boxes, notes };
  return {
    ...marks,
    width,
    height: y,
    narrow: geometry.narrow,
    summary: summaryWords(source, now, counts),
    counts,
  };
}

/** Operations on no wire, by the origin and the host that they want. */
function waitingOperations(source: WiresSource, now: number): Map<OriginId, Map<string, Waiting[]>> {
  const perOrigin = new Map<OriginId, Map<string, Waiting[]>>();
  for (const operation of source.operations.values()) {
    const last = lastExchangeAt(operation.exchanges, now);
    const connection = last && source.connections.get(last.conn);
    const origin = operation.origin ?? connection?.origin;
    if (origin === undefined) continue;
    const waiting = waitingOperation(source, operation, now);
    if (!waiting) continue;
    const authority = authorityOfOperation(source, operation, origin);
    let hosts = perOrigin.get(origin);
    if (!hosts) perOrigin.set(origin, (hosts = new Map<string, Waiting[]>()));
    const list = hosts.get(authority);
    if (list) list.push(waiting);
    else hosts.set(authority, [waiting]);
  }
  return perOrigin;
}
