import * as v from 'valibot';
import { DIRECTIONS } from './direction.ts';
import { originIdSchema } from './origin.ts';

/** Names one frame of a recording by what it is. Every condition that is given must hold. */
export const frameQuerySchema = v.strictObject({
  origin: v.optional(originIdSchema),
  layer: v.optional(v.picklist(['tls', 'http1', 'http2', 'websocket', 'sse'])),
  /** The frame's type as the frame list names it: `SETTINGS`, `request`, `chunk`, `event`, `close`. */
  type: v.optional(v.pipe(v.string(), v.minLength(1))),
  direction: v.optional(v.picklist(DIRECTIONS)),
  /** A header field that its header section has. Only heads of requests and responses have one. */
  header: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** What the path of its request begins with, such as `/ws`. */
  path: v.optional(v.pipe(v.string(), v.startsWith('/'))),
  which: v.optional(v.picklist(['first', 'newest']), 'newest'),
});
export type FrameQuery = v.InferOutput<typeof frameQuerySchema>;
