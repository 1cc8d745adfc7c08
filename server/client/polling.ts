import * as v from 'valibot';
import { readText } from './body.ts';
import { delay, shorten, type NodeTransport, type OperationContext } from './transport.ts';

const POLL_EVERY_MS = 1_000;
const WAIT_AFTER_FAILURE_MS = 2_000;

const answerSchema = v.object({
  events: v.array(v.object({ id: v.number(), data: v.string() })),
  after: v.number(),
});

/** Asks once. Answers with the cursor to ask with next. */
async function ask(context: OperationContext, cursor: number | undefined): Promise<number | undefined> {
  const { origin, url, connections, signal, report } = context;
  const target = new URL(url);
  if (cursor !== undefined) target.searchParams.set('after', String(cursor));
  const response = await connections.get(origin, target, {}, signal);
  const text = await readText(response);
  if (response.statusCode === 204) return cursor;
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  const { events, after } = v.parse(answerSchema, JSON.parse(text));
  for (const { id, data } of events) report('message', { detail: shorten(data), eventId: String(id) });
  return after;
}

/** Asks again and again with the cursor of the last answer, so that nothing is lost in between (RFC 6202 §2.1). */
function pollEvery(intervalMs: number): NodeTransport {
  return async (context) => {
    const { clock, signal, report } = context;
    let cursor: number | undefined;
    let opened = false;
    while (!signal.aborted) {
      let waitMs = intervalMs;
      try {
        cursor = await ask(context, cursor);
        if (!opened) report('opened', { detail: 'the first answer came' });
        opened = true;
      } catch (error) {
        if (signal.aborted) break;
        report('error', { detail: shorten(String(error)) });
        waitMs = WAIT_AFTER_FAILURE_MS;
      }
      if (waitMs > 0) await delay(clock, waitMs, signal);
    }
    return 'the client stopped asking';
  };
}

export const poll = pollEvery(POLL_EVERY_MS);
/** The server answers when there is something; the client asks again at once. */
export const longPoll = pollEvery(0);
