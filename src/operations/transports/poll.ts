import {
  shorten,
  type BrowserTransport,
  type OperationContext,
  type RunningOperation,
} from '../transport.ts';
import { readEventPage } from './event-page.ts';

const POLL_EVERY_MS = 1_000;
const FAILED_WAIT_MS = 2_000;

/**
 * Asks again and again with the cursor of the last answer, so that nothing is lost between two requests. `waitMs` lies
 * between an answer and the next request.
 */
function startLoop({ url, report }: OperationContext, waitMs: number): RunningOperation {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cursor: string | undefined;
  let opened = false;

  async function askOnce(): Promise<number> {
    const address = new URL(url);
    if (cursor !== undefined) address.searchParams.set('after', cursor);
    const response = await fetch(address, {
      credentials: 'include',
      cache: 'no-store',
      signal: abort.signal,
    });
    if (!opened) report('opened', { detail: `status ${response.status}` });
    opened = true;
    const page = await readEventPage(response);
    if (page) cursor = String(page.after);
    for (const { id, data } of page?.events ?? []) {
      report('message', { detail: shorten(data), eventId: String(id).slice(0, 256) });
    }
    return waitMs;
  }

  function next(): void {
    askOnce()
      .catch((error: unknown) => {
        if (!abort.signal.aborted) report('error', { detail: shorten(String(error)) });
        return FAILED_WAIT_MS;
      })
      .then((wait) => {
        if (!abort.signal.aborted) timer = setTimeout(next, wait);
      })
      .catch(reportError);
  }

  next();
  return {
    close: () => {
      if (abort.signal.aborted) return;
      abort.abort();
      clearTimeout(timer);
      report('closed', { detail: 'the page stopped asking' });
    },
  };
}

/** Short polling: a request a second, or as often as was asked for, answered at once. */
export const pollTransport: BrowserTransport = {
  path: '/poll',
  start: (context) => startLoop(context, context.options.everyMs ?? POLL_EVERY_MS),
};

/** Long polling (RFC 6202 §2): the server answers when there is something; the page asks again at once. */
export const longPollTransport: BrowserTransport = {
  path: '/long-poll',
  start: (context) => startLoop(context, 0),
};
