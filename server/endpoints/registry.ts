import { assets } from './assets.ts';
import { earlyHints, earlyHintsReport } from './early-hints.ts';
import type { Endpoint } from './endpoint.ts';
import { authEvents, login, logout, token } from './auth.ts';
import { dashboard, mute } from './dashboard.ts';
import { download } from './download.ts';
import { hijack } from './hijack.ts';
import { leaky, leakyCount, notLeaky } from './leaky.ts';
import { tokens } from './tokens.ts';
import { upload } from './upload.ts';
import { hello } from './hello.ts';
import { longPoll } from './long-poll.ts';
import { poll } from './poll.ts';
import { publish } from './publish.ts';
import { push } from './push.ts';
import { sse } from './sse.ts';
import { status } from './status.ts';
import { withoutHandshake } from './ws-endpoint.ts';
import { WEBSOCKETS } from './ws-registry.ts';

/** Everything that can be asked of each of the lab's origins. A new endpoint is a file of its own and a line here. */
export const ENDPOINTS: readonly Endpoint[] = [
  hello,
  poll,
  longPoll,
  sse,
  ...WEBSOCKETS.map(withoutHandshake),
  publish,
  tokens,
  dashboard,
  mute,
  upload,
  download,
  leaky,
  notLeaky,
  leakyCount,
  earlyHints,
  earlyHintsReport,
  login,
  logout,
  token,
  authEvents,
  hijack,
  push,
  status,
  assets,
];
