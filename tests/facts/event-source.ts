import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Endpoints } from '../../server/context.ts';
import type { OneTab } from '../setup/plain-chromium.ts';
import type { TestLab } from '../support/test-lab.ts';
import { expect } from 'vitest';
import { inPage, type Fact } from './fact.ts';

/** How long a browser that means to come back would take: the retry time of these streams, and then some. */
const NOT_BACK_MS = 700;

/** So long, or a little longer on a busy machine; timers of browsers are off by some milliseconds. */
const from = (waitMs: number): unknown =>
  expect.toSatisfy((ms: number) => ms > waitMs - 100 && ms < waitMs + 700, `about ${waitMs} ms`);

/** An event stream that ends after one event; from the second request on, /sse answers as its query says. */
function createEndpoints(): Endpoints {
  let requests = 0;
  const http1 = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/sse') requests += 1;
    if (pathname !== '/sse') {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html>');
    } else if (requests > 1 || searchParams.has('at-once')) {
      const type = searchParams.get('type') ?? 'text/event-stream';
      response.writeHead(Number(searchParams.get('status') ?? 200), { 'Content-Type': type }).end();
    } else {
      response
        .writeHead(200, { 'Content-Type': 'text/event-stream' })
        .end('retry: 100\nid: 1\ndata: one\n\n');
    }
  };
  return {
    http1,
    http2: (_request, response) => response.end(),
    onUpgrade: (_request, socket) => socket.destroy(),
    onConnect: (_request, response) => response.end(),
    close: () => Promise.resolve(),
  };
}

/** Opens an EventSource at /sse, whose answers go wrong as `query` says, and tells how it ended. */
async function endOf(browser: OneTab, { lab, trace }: TestLab, query: string): Promise<unknown> {
  await browser.open(`${lab.addresses.http1}/`);
  const readyState = await inPage(
    browser,
    `const source = new EventSource('/sse?${query}');
    await until(() => source.readyState === 2, 3000);
    await later(${NOT_BACK_MS});
    return source.readyState;`,
  );
  return { readyState, requests: trace.exchanges.filter(({ target }) => target.startsWith('/sse')).length };
}

const stopsFor = (id: string, statement: string, query: string): Fact => ({
  id,
  statement,
  lessons: ['06-it-comes-back'],
  createEndpoints,
  expected: {
    Chromium: { readyState: 2, requests: query.includes('at-once') ? 1 : 2 },
    Firefox: { readyState: 2, requests: query.includes('at-once') ? 1 : 2 },
  },
  measure: (browser, lab) => endOf(browser, lab, query),
});

/** How long after the end of a stream its EventSource asked again, and with which id. */
async function comesBack(browser: OneTab, testLab: TestLab, query: string): Promise<unknown> {
  await browser.open(`${testLab.lab.addresses.http1}/hello`);
  await inPage(browser, `window.source = new EventSource('/sse?end=1${query}');`);
  const [first, second] = await testLab.until('the EventSource comes back', ({ exchanges }) => {
    const found = exchanges.filter(
      ({ carries, respondedAt }) => carries === 'sse' && respondedAt !== undefined,
    );
    return found.length === 2 && found;
  });
  const afterMs = (second?.startedAt ?? 0) - (first?.endedAt ?? 0);
  return { afterMs, saysLastId: second?.lastEventId === first?.lastId };
}

export const EVENT_SOURCE_FACTS: readonly Fact[] = [
  {
    id: 'comes-back',
    statement:
      'After the server has ended a stream, the EventSource comes back on its own, 3 s later in Chromium and 5 s later in Firefox, and sends Last-Event-ID.',
    lessons: ['05-six-lanes', '06-it-comes-back'],
    settings: { feedIntervalMs: 50 },
    expected: {
      Chromium: { afterMs: from(3_000), saysLastId: true },
      Firefox: { afterMs: from(5_000), saysLastId: true },
    },
    measure: (browser, lab) => comesBack(browser, lab, ''),
  },
  {
    id: 'retry-field',
    statement: 'After retry: 700 it comes back 0.7 s after the end.',
    lessons: ['06-it-comes-back'],
    settings: { feedIntervalMs: 50 },
    expected: {
      Chromium: { afterMs: from(700), saysLastId: true },
      Firefox: { afterMs: from(700), saysLastId: true },
    },
    measure: (browser, lab) => comesBack(browser, lab, '&retry=700'),
  },
  stopsFor('stops-after-204', 'A 204 when it comes back stops an EventSource for good.', 'status=204'),
  stopsFor('stops-after-500', 'A 500 when it comes back stops an EventSource for good.', 'status=500'),
  stopsFor('stops-after-503', 'A 503 when it comes back stops an EventSource for good.', 'status=503'),
  stopsFor('stops-at-503', 'A 503 at the first try stops an EventSource for good.', 'status=503&at-once'),
  stopsFor('stops-at-type', 'Another content type stops an EventSource for good.', 'type=text/plain&at-once'),
  {
    id: 'sandboxed-frame',
    statement: 'In a sandboxed iframe, whose origin is null, an EventSource works across origins by CORS.',
    lessons: ['06-it-comes-back'],
    expected: { Chromium: 'open', Firefox: 'open' },
    async measure(browser, { lab }) {
      await browser.open(`${lab.addresses.http1}/hello`);
      return inPage(
        browser,
        `const said = new Promise((resolve) => (window.onmessage = ({ data }) => resolve(data)));
        const frame = document.createElement('iframe');
        frame.sandbox = 'allow-scripts';
        frame.srcdoc = '<script>const source = new EventSource("${lab.addresses.http2}/sse");' +
          'source.onopen = () => parent.postMessage("open", "*");' +
          'source.onerror = () => parent.postMessage("error", "*");</' + 'script>';
        document.documentElement.append(frame);
        return Promise.race([said, later(5000).then(() => 'nothing')]);`,
      );
    },
  },
];
