import { ORIGINS } from '../../../contract/origin.ts';
import type { Exchange } from '../../../trace/model.ts';
import { sseFrameAt } from '../../../trace/redecode.ts';
import { bytesOfRow } from '../../../trace/row-bytes.ts';
import type { Trace } from '../../../trace/trace.ts';
import { FRAME_TYPE_DEFINITIONS } from '../../../wire/http2/frame-types.ts';
import { OPCODES } from '../../../wire/websocket/frame.ts';
import { choiceField, nameField, numberField, textField } from './field-kinds.ts';
import type { FilterField, KnownValue } from './field-kinds.ts';
import { textOfFrame } from './frame-text.ts';

/** So many values of a recording are proposed: the newest. */
const MOST_VALUES = 12;

const exchangeOf = (trace: Trace, frame: number): Exchange | undefined =>
  trace.exchanges[trace.frames.exchange(frame) - 1];

const newest = <T>(items: Iterable<T>, toValue: (item: T) => KnownValue): KnownValue[] =>
  [...items].slice(-MOST_VALUES).reverse().map(toValue);

const distinct = (trace: Trace, read: (exchange: Exchange) => string | undefined): KnownValue[] =>
  [...new Set(trace.exchanges.slice(-200).flatMap((exchange) => read(exchange) ?? []))]
    .slice(-MOST_VALUES)
    .map((value) => ({ value }));

const DIRECTIONS = { 'client-to-server': 'up', 'server-to-client': 'down' } as const;

const FLAGS_OF_TYPE = new Map(Object.values(FRAME_TYPE_DEFINITIONS).map(({ name, flags }) => [name, flags]));

function flagsOf(trace: Trace, frame: number): readonly string[] | undefined {
  if (trace.frames.layer(frame) !== 'http2') return undefined;
  const flags = trace.frames.flags(frame);
  return (FLAGS_OF_TYPE.get(trace.frames.type(frame)) ?? [])
    .filter(({ mask }) => (flags & mask) !== 0)
    .map(({ name }) => name);
}

const FIN = 0x80;

function isLastFragment(trace: Trace, frame: number): string | undefined {
  if (trace.frames.layer(frame) !== 'websocket') return undefined;
  return ((bytesOfRow(trace, frame)[0] ?? 0) & FIN) === 0 ? 'no' : 'yes';
}

const sseOf = (trace: Trace, frame: number) =>
  trace.frames.layer(frame) === 'sse' ? sseFrameAt(trace, frame) : undefined;

/** Everything a filter can ask about. One entry a field. */
export const FILTER_FIELDS: Readonly<Record<string, FilterField>> = {
  conn: numberField(
    {
      meaning: 'connection',
      cost: 0,
      values: ({ connections }) =>
        newest(connections.values(), ({ id, origin, state }) => ({
          value: String(id),
          meaning: `${ORIGINS[origin].label}, ${state}`,
        })),
    },
    ({ frames }, frame) => frames.conn(frame),
  ),
  stream: numberField({ meaning: 'HTTP/2 stream, of any connection', cost: 0 }, ({ frames }, frame) => {
    const id = frames.streamId(frame);
    return id < 0 ? undefined : id;
  }),
  op: numberField(
    {
      meaning: 'operation: what a client asked for',
      cost: 1,
      values: ({ operations }) =>
        newest(operations.values(), ({ id, transport, state }) => ({
          value: String(id),
          meaning: `${transport}, ${state}`,
        })),
    },
    (trace, frame) => exchangeOf(trace, frame)?.op,
  ),
  exchange: numberField(
    {
      meaning: 'exchange: a request and its response',
      cost: 0,
      values: ({ exchanges }) =>
        newest(exchanges.slice(-MOST_VALUES), ({ id, method, target }) => ({
          value: String(id),
          meaning: `${method} ${target}`,
        })),
    },
    ({ frames }, frame) => frames.exchange(frame) || undefined,
  ),
  type: nameField(
    {
      meaning: 'type, as the list names it',
      cost: 0,
      values: ({ frames }) => frames.kinds().map(({ layer, type }) => ({ value: type, meaning: layer })),
    },
    ({ frames }, frame) => frames.type(frame),
  ),
  layer: choiceField(
    { meaning: 'protocol layer', cost: 0 },
    { tls: 'TLS', http1: 'HTTP/1.1', http2: 'HTTP/2', websocket: 'WebSocket', sse: 'Server-Sent Events' },
    ({ frames }, frame) => frames.layer(frame),
  ),
  dir: choiceField(
    { meaning: 'direction', cost: 0 },
    { up: 'client to server', down: 'server to client' },
    ({ frames }, frame) => DIRECTIONS[frames.direction(frame)],
  ),
  origin: choiceField(
    { meaning: 'origin of its connection', cost: 1 },
    Object.fromEntries(Object.entries(ORIGINS).map(([id, { label }]) => [id, label])),
    ({ connections, frames }, frame) => connections.get(frames.conn(frame))?.origin,
  ),
  size: numberField({ meaning: 'bytes, as the list counts them', cost: 0, usual: '>' }, ({ frames }, frame) =>
    frames.lengthOf(frame),
  ),
  time: numberField(
    { meaning: 'seconds since the recording began', cost: 0, usual: '>' },
    ({ frames }, frame) => frames.t(frame) / 1_000,
  ),
  text: textField(
    { meaning: 'what it carries: header fields, an event, a message; unmasked, inflated', cost: 2 },
    textOfFrame,
  ),
  path: textField(
    {
      meaning: 'path and query of its request',
      cost: 1,
      values: (trace) => distinct(trace, ({ target }) => target.split('?')[0]),
    },
    (trace, frame) => exchangeOf(trace, frame)?.target,
  ),
  method: nameField(
    {
      meaning: 'method of its request',
      cost: 1,
      values: (trace) => distinct(trace, ({ method }) => method),
    },
    (trace, frame) => exchangeOf(trace, frame)?.method,
  ),
  status: numberField(
    {
      meaning: 'status code; only heads of responses have one',
      cost: 1,
      values: (trace) => distinct(trace, ({ status }) => status?.toString()),
    },
    (trace, frame) => {
      const exchange = exchangeOf(trace, frame);
      return exchange?.responseFrame === frame ? exchange.status : undefined;
    },
  ),
  problem: choiceField(
    { meaning: 'what is wrong with its bytes', cost: 1 },
    { error: 'breaks a rule', warning: 'allowed, but harmful or obsolete', note: 'worth knowing' },
    ({ diagnostics }, frame) => diagnostics.get(frame)?.map(({ severity }) => severity),
  ),
  'ws.opcode': choiceField(
    { meaning: 'WebSocket opcode', cost: 0, usual: ' == ' },
    Object.fromEntries(
      Object.entries(OPCODES).map(([name, code]) => [name, `0x${code.toString(16)}, RFC 6455 §5.2`]),
    ),
    ({ frames }, frame) => (frames.layer(frame) === 'websocket' ? frames.type(frame) : undefined),
    OPCODES,
  ),
  'ws.fin': choiceField(
    { meaning: 'whether it ends its WebSocket message', cost: 2 },
    { yes: 'last fragment', no: 'more fragments follow' },
    isLastFragment,
  ),
  'h2.flag': choiceField(
    { meaning: 'HTTP/2 flag', cost: 1 },
    Object.fromEntries([...FLAGS_OF_TYPE.values()].flat().map(({ name }) => [name, 'RFC 9113 §6'] as const)),
    flagsOf,
  ),
  'sse.event': nameField(
    { meaning: 'event type of an event stream', cost: 2, values: () => [{ value: 'message' }] },
    (trace, frame) => sseOf(trace, frame)?.event,
  ),
  'sse.id': textField(
    { meaning: 'id of an event', cost: 2, usual: ':' },
    (trace, frame) => sseOf(trace, frame)?.id,
  ),
};

/** The field of that name; case does not matter. */
export function fieldNamed(name: string): FilterField | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(FILTER_FIELDS, key) ? FILTER_FIELDS[key] : undefined;
}
