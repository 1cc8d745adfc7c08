import type { Trace } from '../../../trace/trace.ts';

/** Whether a frame is shown. */
export type FrameTest = (trace: Trace, frame: number) => boolean;

/** What a filter's text means: `test` is undefined when it hides nothing; `error` says what was not understood. */
export interface FrameFilter {
  readonly test: FrameTest | undefined;
  readonly error: string | undefined;
}

/** What the filter understands, one example of each kind. */
export const FILTER_EXAMPLES: readonly { readonly example: string; readonly meaning: string }[] = [
  { example: 'event', meaning: 'type or layer has this in its name' },
  { example: 'conn:1', meaning: 'of connection 1' },
  { example: 'stream:3', meaning: 'of HTTP/2 stream 3, on any connection' },
  { example: 'op:1', meaning: 'of operation 1' },
  { example: 'type:data', meaning: 'of exactly this type, as in the list' },
  { example: 'layer:http2', meaning: 'tls, http1, http2, websocket or sse' },
  { example: 'dir:up', meaning: 'from client to server; dir:down the other way' },
  { example: 'conn:1 type:headers dir:down', meaning: 'all of these at once' },
];

const number = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

/* One line a key. Each makes a test from the text after the colon, or undefined when that text makes no sense. */
const KEYS: Readonly<Record<string, (value: string) => FrameTest | undefined>> = {
  conn: (value) => onNumber(value, (trace, frame, n) => trace.frames.conn(frame) === n),
  stream: (value) => onNumber(value, (trace, frame, n) => trace.frames.streamId(frame) === n),
  op: (value) => onNumber(value, (trace, frame, n) => operationOf(trace, frame) === n),
  layer: (value) => (trace, frame) => trace.frames.layer(frame) === value,
  type: (value) => (trace, frame) => trace.frames.type(frame).toLowerCase() === value,
  dir: (value) => DIRECTIONS[value],
};

const DIRECTIONS: Readonly<Record<string, FrameTest>> = {
  up: (trace, frame) => trace.frames.direction(frame) === 'client-to-server',
  down: (trace, frame) => trace.frames.direction(frame) === 'server-to-client',
};

function onNumber(
  value: string,
  test: (trace: Trace, frame: number, n: number) => boolean,
): FrameTest | undefined {
  const n = number(value);
  return n === undefined ? undefined : (trace, frame) => test(trace, frame, n);
}

function operationOf(trace: Trace, frame: number): number | undefined {
  return trace.exchanges[trace.frames.exchange(frame) - 1]?.op;
}

/**
 * Reads a filter: words and `key:value`, all of which must hold. Keys: conn, stream, op, layer, type, dir (`up` is
 * client to server). A bare word is looked for in the type and the layer.
 */
export function parseFrameFilter(text: string): FrameFilter {
  const tests: FrameTest[] = [];
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const colon = word.indexOf(':');
    if (colon < 0) {
      tests.push((trace, frame) =>
        `${trace.frames.layer(frame)} ${trace.frames.type(frame).toLowerCase()}`.includes(word),
      );
      continue;
    }
    const key = word.slice(0, colon);
    const make = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (!make) {
      const error = `There is no “${key}:”. Use conn, stream, op, layer, type or dir.`;
      return { test: undefined, error };
    }
    const value = word.slice(colon + 1);
    if (value === '') continue;
    const test = make(value);
    if (!test) {
      const wanted = key === 'dir' ? 'up or down' : 'a number';
      return { test: undefined, error: `“${key}:” takes ${wanted}, not “${value}”.` };
    }
    tests.push(test);
  }
  if (tests.length === 0) return { test: undefined, error: undefined };
  return { test: (trace, frame) => tests.every((test) => test(trace, frame)), error: undefined };
}
