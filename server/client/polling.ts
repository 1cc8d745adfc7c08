import * as v from 'valibot';
import { readText } from './content.ts';
import { delay, shorten, type NodeTransport } from './transport.ts';

const POLL_EVERY_MS = 1_000;
const WAIT_AFTER_FAILURE_MS = 2_000;

const answerSchema = v.object({
  events: v.array(v.object({ id: v.number(), data: v.string() })),
  after: v.number(),
});

/** Asks again and again with the cursor of the last answer, so that nothing is lost in between (RFC 6202 §2.1). */
function pollEvery(intervalMs: number): NodeTransport {
  return async ({ origin, url, connections, clock, signal, report }) => {
    let cursor: number | undefined;
    let opened = false;

    const ask = async (): Promise<void> => {
      const target = new URL(url);
      if (cursor !== undefined) target.searchParams.set('after', String(cursor));
      const response = await connections.get({ origin, url: target, signal });
      if (!opened) report('opened', { detail: `status ${response.status}` });
      opened = true;
      const text = await readText(response);
      if (response.status === 204) return;
      if (response.status !== 200) throw new Error(`status ${response.status}`);
      const { events, after } = v.parse(answerSchema, JSON.parse(text));
      for (const { id, data } of events) report('message', { detail: shorten(data), eventId: String(id) });
      cursor = after;
    };

    while (!signal.aborted) {
      let waitMs = intervalMs;
      try {
        await ask();
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
