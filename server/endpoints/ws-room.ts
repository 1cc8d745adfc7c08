import type { RawData, WebSocket } from 'ws';
import type { Cancel } from '../context.ts';
import { HttpError, type Lab } from './endpoint.ts';
import type { LogEvent } from '../log/event-log.ts';
import { follow } from './follow.ts';
import { MAX_CHAT_LENGTH, MAX_MEMBERS, MAX_NAME_LENGTH, MAX_ROOMS } from './limits.ts';
import type { WsOptions } from './ws-options.ts';
import { isFull, type Send } from './ws-send.ts';

/*
 * A room. Every message is JSON text.
 *
 * To the room:   {"type":"chat","text":"hello"}
 *                {"type":"typing","on":true}
 *                {"type":"cursor","x":0.5,"y":0.25}          from 0 to 1, left to right and top to bottom
 * From the room: {"type":"welcome","you":"ada","members":["ada","ben"]}
 *                {"type":"joined","from":"ben"}  {"type":"left","from":"ben"}
 *                {"id":7,"type":"chat","from":"ben","text":"hello"}   to everybody, its sender too
 *                {"type":"typing","from":"ben","on":true}  {"type":"cursor","from":"ben","x":0.5,"y":0.25}
 *                {"type":"error","error":"…"}
 *
 * Chat goes through the log: it has ids, and who comes back with ?after= gets what it missed. The rest is worth something
 * only now, so it is neither kept nor numbered, and a client that reads slowly is spared it.
 */
type Said =
  | { readonly type: 'chat'; readonly text: string }
  | { readonly type: 'typing'; readonly on: boolean }
  | { readonly type: 'cursor'; readonly x: number; readonly y: number };

interface Member {
  readonly name: string;
  tell(message: object): void;
}

export type Rooms = Map<string, Set<Member>>;
export const createRooms = (): Rooms => new Map();

/** Throws a 503 when there is no place left. Possible only before the handshake. */
export function checkPlace(lab: Lab, room: string): void {
  const rooms = lab.shared(createRooms);
  const members = rooms.get(room);
  if (members === undefined ? rooms.size < MAX_ROOMS : members.size < MAX_MEMBERS) return;
  throw new HttpError(503, {
    error: `There are at most ${MAX_ROOMS} rooms, and ${MAX_MEMBERS} members in each.`,
    where: 'query parameter room',
    help: 'Come back when somebody has left.',
  });
}

const isPlace = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;

/** What a message says, or `undefined` when it is none that a room knows. */
function read(message: string): Said | undefined {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, text, on, x, y } = value as Record<string, unknown>;
  if (type === 'chat' && typeof text === 'string' && text !== '' && text.length <= MAX_CHAT_LENGTH) {
    return { type, text };
  }
  if (type === 'typing' && typeof on === 'boolean') return { type, on };
  if (type === 'cursor' && isPlace(x) && isPlace(y)) return { type, x, y };
  return undefined;
}

/** The name asked for, with a number behind it when somebody has it already. */
function freeName(members: ReadonlySet<Member>, wanted = 'guest'): string {
  const taken = new Set([...members].map(({ name }) => name));
  for (let n = 1; ; n += 1) {
    const suffix = n === 1 ? '' : `-${n}`;
    const name = wanted.slice(0, MAX_NAME_LENGTH - suffix.length) + suffix;
    if (!taken.has(name)) return name;
  }
}

/** Lets an open WebSocket take part in a room, until the returned function is called. */
export function joinRoom(ws: WebSocket, send: Send, options: WsOptions, lab: Lab): Cancel {
  const rooms = lab.shared(createRooms);
  const members = rooms.get(options.room) ?? new Set();
  rooms.set(options.room, members);
  const topic = `room:${options.room}`;
  const tellOthers = (message: object): void => {
    for (const other of members) if (other !== me) other.tell(message);
  };
  const me: Member = {
    name: freeName(members, options.name),
    tell(message) {
      if (!isFull(ws)) send(JSON.stringify(message), false);
    },
  };
  members.add(me);
  me.tell({ type: 'welcome', you: me.name, members: [...members].map(({ name }) => name) });
  tellOthers({ type: 'joined', from: me.name });

  const newest = lab.log.lastId(topic);
  const say = ({ id, data }: LogEvent): boolean => {
    send(JSON.stringify({ id, ...(JSON.parse(data) as object) }), false, () => {
      if (!isFull(ws)) chat.resume();
    });
    return !isFull(ws);
  };
  const chat = follow(lab.log, topic, Math.min(options.after ?? newest, newest), say, (gap) =>
    send(JSON.stringify({ type: 'gap', ...gap }), false),
  );

  ws.on('message', (message: RawData, isBinary: boolean) => {
    const said = isBinary ? undefined : read((message as Buffer).toString('utf8'));
    if (said === undefined) {
      me.tell({ type: 'error', error: 'A room takes JSON text of the type chat, typing or cursor.' });
      return;
    }
    const { type, ...rest } = said;
    const heard = { type, from: me.name, ...rest };
    if (type === 'chat') lab.log.append(topic, { data: JSON.stringify(heard) });
    else tellOthers(heard);
  });

  return () => {
    chat.stop();
    members.delete(me);
    if (members.size === 0) rooms.delete(options.room);
    tellOthers({ type: 'left', from: me.name });
  };
}
