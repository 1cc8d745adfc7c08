/*
 * Values as a console shows them, in one text. Getters are not called: that would run code of whoever wrote the value.
 */

const MOST_DEPTH = 3;
const MOST_MEMBERS = 50;
/** Characters of one string inside a value. */
const MOST_STRING = 1_000;
/** Characters of a whole line of output. */
export const MOST_TEXT = 4_000;
const BYTES_SHOWN = 32;

const SOCKET_STATES = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'];
const SOURCE_STATES = ['CONNECTING', 'OPEN', 'CLOSED'];

/** What is worth reading of the browser's own objects, whose properties are getters of their prototypes. */
const HOST_OBJECTS: Readonly<Record<string, (value: never) => Record<string, unknown>>> = {
  MessageEvent: ({ type, data, lastEventId }: MessageEvent) => ({
    type,
    data: data as unknown,
    ...(lastEventId && { lastEventId }),
  }),
  CloseEvent: ({ type, code, reason, wasClean }: CloseEvent) => ({ type, code, reason, wasClean }),
  Event: ({ type }: Event) => ({ type }),
  Response: ({ status, statusText, url }: Response) => ({ status, statusText, url }),
  Request: ({ method, url }: Request) => ({ method, url }),
  Headers: (value: Headers) => Object.fromEntries(value),
  URLSearchParams: (value: URLSearchParams) => Object.fromEntries(value),
  WebSocket: ({ url, readyState, protocol }: WebSocket) => ({
    url,
    readyState: new Bare(`${readyState} ${SOCKET_STATES[readyState] ?? ''}`),
    ...(protocol && { protocol }),
  }),
  EventSource: ({ url, readyState }: EventSource) => ({
    url,
    readyState: new Bare(`${readyState} ${SOURCE_STATES[readyState] ?? ''}`),
  }),
  Blob: ({ size, type }: Blob) => ({ size, type }),
};

/** Text that stands without quotes. */
class Bare {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const plural = (n: number, what: string): string =>
  `${n.toLocaleString('en')} more ${what}${n === 1 ? '' : 's'}`;

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… ${plural(text.length - most, 'character')}`;
}

const quote = (text: string): string => JSON.stringify(cut(text, MOST_STRING));

const keyText = (key: PropertyKey): string =>
  typeof key === 'string' && /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key)
    ? key
    : typeof key === 'symbol'
      ? `[${String(key)}]`
      : JSON.stringify(String(key));

/** The name of the constructor; empty for plain objects and for those without any. */
function nameOf(value: object): string {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return '';
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof made === 'function' ? made.name : '';
}

/** The first name on the prototype chain that is described above: a subclass counts as what it comes from. */
function hostName(value: object): string | undefined {
  for (let at = Object.getPrototypeOf(value) as object | null; at; at = Object.getPrototypeOf(at) as object) {
    const made: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof made === 'function' && Object.hasOwn(HOST_OBJECTS, made.name)) return made.name;
  }
  return undefined;
}

type Within = readonly object[];

function list(items: Iterable<string>, size: number, open: string, close: string): string {
  const shown: string[] = [];
  for (const item of items) {
    if (shown.length === MOST_MEMBERS) {
      shown.push(`… ${(size - MOST_MEMBERS).toLocaleString('en')} more`);
      break;
    }
    shown.push(item);
  }
  if (shown.length === 0) return open + close;
  const inner = open.endsWith('{') ? ` ${shown.join(', ')} ` : shown.join(', ');
  return open + inner + close;
}

function* members(value: object, within: Within): Generator<string> {
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (!property?.enumerable) continue;
    const shown = 'value' in property ? format(property.value, within) : '[getter]';
    yield `${keyText(key)}: ${shown}`;
  }
}

function formatBytes(name: string, bytes: Uint8Array): string {
  const shown = [...bytes.subarray(0, BYTES_SHOWN)].map((byte) => byte.toString(16).padStart(2, '0'));
  const more = bytes.length > BYTES_SHOWN ? ' …' : '';
  return `${name}(${bytes.length}) <${shown.join(' ')}${more}>`;
}

function formatError(error: Error): string {
  const cause = error.cause === undefined ? '' : ` (cause: ${format(error.cause, [error])})`;
  return `${error.name}: ${cut(error.message, MOST_STRING)}${cause}`;
}

function* mapMembers(value: Map<unknown, unknown>, within: Within): Generator<string> {
  for (const [key, item] of value) yield `${format(key, within)} → ${format(item, within)}`;
}

function* eachFormatted(items: Iterable<unknown>, within: Within): Generator<string> {
  for (const item of items) yield format(item, within);
}

function formatObject(value: object, around: Within): string {
  if (around.includes(value)) return '[circular]';
  if (value instanceof Error) return formatError(value);
  if (value instanceof Bare) return value.text;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value instanceof URL) return value.href;
  if (value instanceof Promise) return 'Promise';
  if (value instanceof ArrayBuffer) return formatBytes('ArrayBuffer', new Uint8Array(value));
  if (value instanceof Uint8Array) return formatBytes('Uint8Array', value);
  if (around.length >= MOST_DEPTH) return Array.isArray(value) ? '[…]' : `${nameOf(value) || ''}{…}`;
  const within = [...around, value];
  if (Array.isArray(value)) return list(eachFormatted(value, within), value.length, '[', ']');
  if (value instanceof Map) return list(mapMembers(value, within), value.size, 'Map {', '}');
  if (value instanceof Set) return list(eachFormatted(value, within), value.size, 'Set {', '}');
  const host = hostName(value);
  const described = host === undefined ? undefined : HOST_OBJECTS[host]?.(value as never);
  const name = host ?? nameOf(value);
  const read = described ?? value;
  return list(members(read, within), Reflect.ownKeys(read).length, name ? `${name} {` : '{', '}');
}

function format(value: unknown, within: Within): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return value.name ? `ƒ ${value.name}` : 'ƒ';
    case 'object':
      return value === null ? 'null' : formatObject(value, within);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    default:
      return String(value);
  }
}

function shown(value: unknown): string {
  try {
    return typeof value === 'string' ? value : format(value, []);
  } catch {
    return '[a value that cannot be shown]';
  }
}

/** One value as text: strings as they are, everything else as one would write it. Bounded in length; never throws. */
export const formatValue = (value: unknown): string => cut(shown(value), MOST_TEXT);

/** What `%x` in the first argument stands for (Console Standard: Formatter). Undefined: no such thing. */
function directive(letter: string, value: unknown): string | undefined {
  if (letter === 'd' || letter === 'i')
    return typeof value === 'symbol' ? 'NaN' : String(Math.trunc(Number(value)));
  if (letter === 'f') return typeof value === 'symbol' ? 'NaN' : String(Number(value));
  if (letter === 'c') return '';
  return 'soO'.includes(letter) ? formatValue(value) : undefined;
}

/** What a call of the console says, bounded in length. */
export function formatCall(values: readonly unknown[]): string {
  let [first, ...rest] = values;
  if (typeof first === 'string' && rest.length > 0) {
    first = first.replace(/%([sdifoOc%])/g, (all, letter: string) => {
      if (letter === '%') return '%';
      if (rest.length === 0) return all;
      const [value, ...others] = rest;
      rest = others;
      return directive(letter, value) ?? all;
    });
  }
  return cut([...(values.length > 0 ? [first] : []), ...rest].map(shown).join(' '), MOST_TEXT);
}
