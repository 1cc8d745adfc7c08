import { createSseDecoder } from '../../wire/sse/decoder.ts';
import type { NodeResponse } from './connections.ts';
import { delay, shorten, type NodeTransport, type OperationContext } from './transport.ts';

/** How long a client waits before it reconnects, until a `retry` field says otherwise. Chromium waits as long. */
const DEFAULT_RECONNECTION_MS = 3_000;

/** What an EventSource remembers from one connection to the next (HTML Standard: The EventSource interface). */
interface Memory {
  lastEventId: string;
  reconnectionMs: number;
}

/** Why this response ends an EventSource for good, or `undefined` when it is an event stream. */
function reasonToStop(response: NodeResponse): string | undefined {
  if (response.status !== 200) return `status ${response.status} ends it for good`;
  const [type = ''] = (response.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() === 'text/event-stream') return undefined;
  return `Content-Type ${type.trim() || '(none)'} ends it for good`;
}

/** Reads events until the stream ends, in good order or not. */
async function readStream(response: NodeResponse, memory: Memory, context: OperationContext): Promise<void> {
  const decoder = createSseDecoder({ lastEventId: memory.lastEventId });
  for await (const chunk of response.content) {
    for (const frame of decoder.push(chunk)) {
      memory.lastEventId = frame.lastEventId;
      memory.reconnectionMs = frame.retry ?? memory.reconnectionMs;
      if (frame.type !== 'event') continue;
      context.report('message', {
        detail: shorten(frame.data),
        ...(frame.lastEventId !== '' && { eventId: frame.lastEventId.slice(0, 256) }),
      });
    }
  }
}

/** Connects once. Answers with the reason to stop for good, or `undefined` when it should come back. */
async function connect(context: OperationContext, memory: Memory): Promise<string | undefined> {
  const { origin, url, connections, signal, report } = context;
  const headers = {
    accept: 'text/event-stream',
    'cache-control': 'no-store',
    // The id in UTF-8, as a browser sends it: each character of a header value in Node is one byte.
    ...(memory.lastEventId !== '' && {
      'last-event-id': Buffer.from(memory.lastEventId, 'utf8').toString('latin1'),
    }),
  };
  const response = await connections.get({ origin, url, headers, signal });
  const reason = reasonToStop(response);
  if (reason !== undefined) {
    response.cancel();
    return reason;
  }
  report('opened', { detail: `status ${response.status}` });
  await readStream(response, memory, context);
  return undefined;
}

/** Event streams one at a time, for a client that decides itself when it comes back. It remembers the last event id. */
export function connectOnce(): NodeTransport {
  const memory: Memory = { lastEventId: '', reconnectionMs: DEFAULT_RECONNECTION_MS };
  return async (context) => (await connect(context, memory)) ?? 'the stream ended';
}

/** An EventSource as browsers have it: it comes back after a loss, and stops at what the HTML Standard says it stops at. */
export const eventSource: NodeTransport = async (context) => {
  const { clock, signal, report } = context;
  const memory: Memory = { lastEventId: '', reconnectionMs: DEFAULT_RECONNECTION_MS };
  for (;;) {
    let loss = 'the stream ended';
    try {
      const reason = await connect(context, memory);
      if (reason !== undefined) {
        report('error', { detail: reason });
        return reason;
      }
    } catch (error) {
      loss = shorten(String(error)).replace(/\.$/, '');
    }
    if (signal.aborted) return 'it was closed';
    report('error', { detail: `${loss}; reconnects in ${memory.reconnectionMs} ms` });
    await delay(clock, memory.reconnectionMs, signal);
    if (signal.aborted) return 'it was closed';
  }
};
