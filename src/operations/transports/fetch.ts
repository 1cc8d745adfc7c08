import {
  shorten,
  type BrowserTransport,
  type OperationContext,
  type RunningOperation,
} from '../transport.ts';

async function fetchOnce({ url, options, report }: OperationContext, signal: AbortSignal): Promise<void> {
  const { method = 'GET', body } = options;
  const content = body !== undefined && {
    body,
    headers: { 'Content-Type': body.startsWith('{') ? 'application/json' : 'text/plain;charset=UTF-8' },
  };
  const response = await fetch(url, {
    method,
    ...content,
    credentials: 'include',
    cache: 'no-store',
    signal,
  });
  report('opened', { detail: `status ${response.status}` });
  report('message', { detail: shorten(await response.text()) });
}

function startFetch(context: OperationContext): RunningOperation {
  const { report } = context;
  const abort = new AbortController();
  fetchOnce(context, abort.signal)
    .then(
      () => report('closed', { detail: 'the body ended' }),
      (error: unknown) => {
        if (!abort.signal.aborted) report('error', { detail: shorten(String(error)) });
        report('closed', { detail: abort.signal.aborted ? 'abort() was called' : 'it failed' });
      },
    )
    .catch(reportError);
  return { close: () => abort.abort() };
}

/** One `fetch`, one answer. */
export const fetchTransport: BrowserTransport = { path: '/hello', start: startFetch };

/** Asks for a resource that the server would push along with it (RFC 9113 §8.4), where the client allows that. */
export const pushTransport: BrowserTransport = { path: '/push', start: startFetch };
