import { shorten } from '../../operations/transport.ts';
import type { OperationTracker, TrackedOperation } from './operations.ts';

/*
 * The browser's own EventSource, WebSocket and fetch, which tell the tracker what they go through. What is sent and
 * received is not touched, but for the number in the address.
 */

const SOURCE_STATES = ['CONNECTING', 'OPEN', 'CLOSED'];

const sizeOf = (data: unknown): string =>
  data instanceof ArrayBuffer
    ? `${data.byteLength} bytes, binary`
    : ArrayBuffer.isView(data)
      ? `${data.byteLength} bytes, binary`
      : data instanceof Blob
        ? `${data.size} bytes, binary`
        : shorten(String(data));

function trackedEventSource(tracker: OperationTracker): typeof EventSource {
  return class TrackedEventSource extends EventSource {
    readonly #operation: TrackedOperation;
    readonly #names = new Set(['open', 'message', 'error']);
    constructor(address: string | URL, options?: EventSourceInit) {
      const operation = tracker.begin('sse', address, () => this.close());
      super(operation.url, options);
      this.#operation = operation;
      super.addEventListener('open', () => operation.tell('opened', { detail: 'readyState 1 OPEN' }));
      super.addEventListener('message', (event: MessageEvent<string>) => this.#heard(event));
      super.addEventListener('error', () => {
        const detail = `readyState ${this.readyState} ${SOURCE_STATES[this.readyState] ?? ''}`;
        operation.tell('error', { detail });
        if (this.readyState === EventSource.CLOSED) operation.tell('closed', { detail });
      });
    }
    override addEventListener(name: string, ...rest: [never, never?]): void {
      /* Events that have a name of their own are told of from when somebody listens to it. */
      if (!this.#names.has(name)) {
        this.#names.add(name);
        super.addEventListener(name, (event) => this.#heard(event as MessageEvent<string>));
      }
      super.addEventListener(name, ...rest);
    }
    override close(): void {
      super.close();
      this.#operation.tell('closed', { detail: 'close() was called' });
    }
    #heard({ data, lastEventId }: MessageEvent<string>): void {
      const eventId = lastEventId && { eventId: lastEventId.slice(0, 256) };
      this.#operation.tell('message', { detail: shorten(String(data)), ...eventId });
    }
  };
}

function trackedWebSocket(tracker: OperationTracker): typeof WebSocket {
  return class TrackedWebSocket extends WebSocket {
    readonly #operation: TrackedOperation;
    constructor(address: string | URL, protocols?: string | string[]) {
      /* Older browsers want ws: and wss: (HTML: WebSockets Standard, 2023, takes both). */
      const url = new URL(address);
      url.protocol = url.protocol.replace(/^http/, 'ws');
      const operation = tracker.begin('websocket', url, () => this.close());
      super(operation.url, protocols ?? []);
      this.#operation = operation;
      this.addEventListener('open', () => {
        const protocol = this.protocol && `, protocol ${this.protocol}`;
        operation.tell('opened', { detail: `readyState 1 OPEN${protocol}` });
      });
      this.addEventListener('message', ({ data }) => operation.tell('message', { detail: sizeOf(data) }));
      this.addEventListener('error', () =>
        operation.tell('error', { detail: 'The browser gives no reason.' }),
      );
      this.addEventListener('close', ({ code, reason, wasClean }) =>
        operation.tell('closed', {
          detail: `code ${code}${reason && ` ${reason}`}, ${wasClean ? '' : 'not '}clean`.slice(0, 1_000),
        }),
      );
    }
    override send(data: Parameters<WebSocket['send']>[0]): void {
      super.send(data);
      if (this.readyState === WebSocket.OPEN) this.#operation.tell('sent', { detail: sizeOf(data) });
    }
  };
}

/** Null body statuses (Fetch Standard). */
const NO_BODY = [101, 103, 204, 205, 304];
const WHOLE_READS = ['text', 'json', 'arrayBuffer', 'blob', 'formData'] as const;

/** The same response, with a body that tells when it is read to its end. It reads no further ahead than is asked for. */
function watched(response: Response, operation: TrackedOperation): Response {
  operation.tell('opened', { detail: `status ${response.status}` });
  const reader = NO_BODY.includes(response.status) ? undefined : response.body?.getReader();
  if (!reader) {
    operation.tell('closed', { detail: 'there is no body' });
    return response;
  }
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure = error;
    const isAborted = error instanceof DOMException && error.name === 'AbortError';
    if (!isAborted) operation.tell('error', { detail: shorten(String(error)) });
    operation.tell('closed', { detail: isAborted ? 'abort() was called' : 'it failed' });
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (value) {
            operation.tell('message', { detail: `${value.length} bytes` });
            controller.enqueue(value);
          }
          if (!done) return;
          operation.tell('closed', { detail: 'the body ended' });
          controller.close();
        } catch (error) {
          fail(error);
          controller.error(error);
        }
      },
      async cancel(reason) {
        operation.tell('closed', { detail: 'the body was cancelled' });
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  /* An abort reaches a body that nobody is reading, too. */
  reader.closed.catch(fail);
  const { status, statusText, headers, url, redirected, type } = response;
  const copy = new Response(body, { status, statusText, headers });
  for (const [name, value] of Object.entries({ url, redirected, type }))
    Object.defineProperty(copy, name, { value });
  for (const name of WHOLE_READS) {
    const read = copy[name].bind(copy);
    /* Of a stream that is made by a script, the browser tells its own error and not that of the stream. */
    Object.defineProperty(copy, name, {
      value: () => read().catch((error: unknown) => Promise.reject((failure ?? error) as Error)),
    });
  }
  return copy;
}

function trackedFetch(tracker: OperationTracker): typeof fetch {
  const native = fetch;
  return async (input, init = {}) => {
    const abort = new AbortController();
    const own = init.signal ?? (input instanceof Request ? input.signal : undefined);
    const signal = own ? AbortSignal.any([own, abort.signal]) : abort.signal;
    const address = input instanceof Request ? input.url : input;
    const operation = tracker.begin('fetch', address, () => abort.abort());
    const target = input instanceof Request ? new Request(operation.url, input) : operation.url;
    try {
      return watched(await native(target, { cache: 'no-store', ...init, signal }), operation);
    } catch (error) {
      if (!signal.aborted) operation.tell('error', { detail: shorten(String(error)) });
      operation.tell('closed', { detail: signal.aborted ? 'abort() was called' : 'it failed' });
      throw error;
    }
  };
}

/** Puts them in the place of the browser's own. */
export function trackTransports(tracker: OperationTracker): void {
  Object.assign(globalThis, {
    EventSource: trackedEventSource(tracker),
    WebSocket: trackedWebSocket(tracker),
    fetch: trackedFetch(tracker),
  });
}
