import { assets } from './assets.ts';
import { earlyHints, earlyHintsReport } from './early-hints.ts';
import type { Endpoint } from './endpoint.ts';
import { hello } from './hello.ts';
import { longPoll } from './long-poll.ts';
import { poll } from './poll.ts';
import { publish } from './publish.ts';
import { push } from './push.ts';
import { sse } from './sse.ts';
import { ws } from './ws.ts';

/** Everything that can be asked of each of the lab's origins. A new endpoint is a file of its own and a line here. */
export const ENDPOINTS: readonly Endpoint[] = [
  hello,
  poll,
  longPoll,
  sse,
  ws,
  publish,
  earlyHints,
  earlyHintsReport,
  push,
  assets,
];
