import type { SpecReference } from '../spec.ts';
import { FLAGS, FRAME_TYPES, type Http2Frame } from './frame.ts';

/** What a frame type's Stream Identifier must be: a stream, the connection (0), or either. */
export type StreamScope = 'stream' | 'connection' | 'either';

export interface FlagDefinition {
  readonly mask: number;
  readonly name: string;
  readonly meaning: string;
}

/** One row a frame type: decoder, checks, inspector and glossary read it. */
export interface FrameTypeDefinition {
  readonly name: string;
  readonly spec: SpecReference;
  readonly meaning: string;
  readonly scope: StreamScope;
  /** Highest bit first. */
  readonly flags: readonly FlagDefinition[];
}

const END_STREAM = {
  mask: FLAGS.END_STREAM,
  name: 'END_STREAM',
  meaning: 'This is the last frame its sender puts on the stream: its half of the stream closes.',
} as const;
const END_HEADERS = {
  mask: FLAGS.END_HEADERS,
  name: 'END_HEADERS',
  meaning: 'The header block ends here; no CONTINUATION follows.',
} as const;
const PADDED = {
  mask: FLAGS.PADDED,
  name: 'PADDED',
  meaning: 'A Pad Length byte stands first, and padding stands last.',
} as const;
const PRIORITY = {
  mask: FLAGS.PRIORITY,
  name: 'PRIORITY',
  meaning: 'Five bytes of the deprecated priority scheme stand before the header block.',
} as const;
const ACK = { mask: FLAGS.ACK, name: 'ACK' } as const;

/** RFC 9113 §6 and RFC 9218 §7.1, by the Type field. */
export const FRAME_TYPE_DEFINITIONS: Readonly<Record<number, FrameTypeDefinition>> = {
  [FRAME_TYPES.DATA]: {
    name: 'DATA',
    spec: 'RFC 9113 §6.1',
    meaning: 'Bytes of a request or response body. They count against the flow-control windows.',
    scope: 'stream',
    flags: [PADDED, END_STREAM],
  },
  [FRAME_TYPES.HEADERS]: {
    name: 'HEADERS',
    spec: 'RFC 9113 §6.2',
    meaning: 'Opens a stream, or carries a response head or trailers, as an HPACK-coded header block.',
    scope: 'stream',
    flags: [PRIORITY, PADDED, END_HEADERS, END_STREAM],
  },
  [FRAME_TYPES.PRIORITY]: {
    name: 'PRIORITY',
    spec: 'RFC 9113 §6.3',
    meaning: 'Deprecated: the priority scheme of RFC 7540. Receivers may ignore it.',
    scope: 'stream',
    flags: [],
  },
  [FRAME_TYPES.RST_STREAM]: {
    name: 'RST_STREAM',
    spec: 'RFC 9113 §6.4',
    meaning: 'Ends one stream at once and says why. The connection goes on.',
    scope: 'stream',
    flags: [],
  },
  [FRAME_TYPES.SETTINGS]: {
    name: 'SETTINGS',
    spec: 'RFC 9113 §6.5',
    meaning: 'Tells the peer how its sender wants to be spoken to. The peer acknowledges it.',
    scope: 'connection',
    flags: [{ ...ACK, meaning: 'The sender has applied the SETTINGS it received. The payload is empty.' }],
  },
  [FRAME_TYPES.PUSH_PROMISE]: {
    name: 'PUSH_PROMISE',
    spec: 'RFC 9113 §6.6',
    meaning: 'A server announces a stream with a response nobody asked for, and the request it answers.',
    scope: 'stream',
    flags: [PADDED, END_HEADERS],
  },
  [FRAME_TYPES.PING]: {
    name: 'PING',
    spec: 'RFC 9113 §6.7',
    meaning: 'Measures a round trip, or asks whether the connection still works.',
    scope: 'connection',
    flags: [{ ...ACK, meaning: 'The answer to a PING, with the same eight bytes.' }],
  },
  [FRAME_TYPES.GOAWAY]: {
    name: 'GOAWAY',
    spec: 'RFC 9113 §6.8',
    meaning: 'The sender takes no new streams on this connection, and says which it may have acted on.',
    scope: 'connection',
    flags: [],
  },
  [FRAME_TYPES.WINDOW_UPDATE]: {
    name: 'WINDOW_UPDATE',
    spec: 'RFC 9113 §6.9',
    meaning: 'Lets the peer send that many more bytes of DATA, on one stream or on the whole connection.',
    scope: 'either',
    flags: [],
  },
  [FRAME_TYPES.CONTINUATION]: {
    name: 'CONTINUATION',
    spec: 'RFC 9113 §6.10',
    meaning: 'Goes on with the header block that the frame before it began.',
    scope: 'stream',
    flags: [END_HEADERS],
  },
  [FRAME_TYPES.PRIORITY_UPDATE]: {
    name: 'PRIORITY_UPDATE',
    spec: 'RFC 9218 §7.1',
    meaning: 'A client changes the priority of a response, in the scheme that replaced PRIORITY frames.',
    scope: 'connection',
    flags: [],
  },
};

const KNOWN_FLAGS = new Uint8Array(256);
const TYPE_NAMES: string[] = [];
for (let code = 0; code < 256; code++) {
  const definition = FRAME_TYPE_DEFINITIONS[code];
  TYPE_NAMES[code] = definition?.name ?? `unknown 0x${code.toString(16).padStart(2, '0')}`;
  /* Flags of an unknown type may mean anything, so none of them is undefined. */
  KNOWN_FLAGS[code] = definition ? definition.flags.reduce((mask, flag) => mask | flag.mask, 0) : 0xff;
}

/** The name of a frame type, `unknown 0x0c` and the like for those not in the table. `code` is a byte. */
export function frameTypeName(code: number): string {
  return TYPE_NAMES[code] as string;
}

/** The flag bits that a frame type defines; all of them for an unknown type. `code` is a byte. */
export function knownFlags(code: number): number {
  return KNOWN_FLAGS[code] as number;
}

/** The names of the flags that are set, as the specification writes them. Empty when none is. */
export function flagNames(frame: Pick<Http2Frame, 'typeCode' | 'flags'>): string[] {
  const flags = FRAME_TYPE_DEFINITIONS[frame.typeCode]?.flags ?? [];
  return flags.filter((flag) => frame.flags & flag.mask).map((flag) => flag.name);
}
