import type { Subject } from './subject.ts';
import { hpack } from './subjects/hpack.ts';
import { http1Request, http1Response } from './subjects/http1.ts';
import { http2 } from './subjects/http2.ts';
import { sse } from './subjects/sse.ts';
import { tls } from './subjects/tls.ts';
import { trace } from './subjects/trace.ts';
import { websocket } from './subjects/websocket.ts';

/** Every decoder that is fuzzed; one line each. */
export const SUBJECTS: readonly Subject[] = [
  http1Request,
  http1Response,
  sse,
  websocket,
  http2,
  hpack,
  tls,
  trace,
];
