import { expect } from 'vitest';
import type { Trace } from '../../trace/trace.ts';
import type { TestLab } from '../support/test-lab.ts';
import { inPage, otherOrigin, type Fact } from './fact.ts';

/** The first frames of this type that a client sent, in the words of the trace. */
function summariesOf(trace: Trace, type: string): string[] {
  return [...trace.connections.values()]
    .flatMap(({ id }) => [...trace.framesOfConnection(id)])
    .filter((row) => trace.frames.type(row) === type && trace.frames.direction(row) === 'client-to-server')
    .map((row) => trace.summary(row));
}

/** How a WebSocket to the HTTP/2 origin was opened. */
async function openedBy(lab: TestLab, before = 0): Promise<string> {
  const found = await lab.until('a WebSocket opens', ({ exchanges }) =>
    exchanges.find(({ carries, id }) => carries === 'websocket' && id > before),
  );
  const earlier = lab.trace.exchanges.some(({ conn, id }) => conn === found.conn && id < found.id);
  return `${found.method} on ${earlier ? 'a connection that was open' : 'a new connection'}`;
}

const OVER_200: unknown = expect.toSatisfy((bytes: number) => bytes > 200);
const OVER_300: unknown = expect.toSatisfy((bytes: number) => bytes > 300);
const UNDER_60: unknown = expect.toSatisfy((bytes: number) => bytes < 60);

const ON_THE_OPEN_ONE = 'CONNECT on a connection that was open';
const ON_A_NEW_ONE = 'GET on a new connection';

export const HTTP2_FACTS: readonly Fact[] = [
  {
    id: 'first-frames',
    statement: 'The first SETTINGS frame and the WINDOW_UPDATE after it have these values.',
    lessons: ['09-frames', '10-the-shrinking-header'],
    expected: {
      Chromium: [
        'HEADER_TABLE_SIZE=65536, ENABLE_PUSH=0, INITIAL_WINDOW_SIZE=6291456, MAX_HEADER_LIST_SIZE=262144',
        '+15663105',
      ],
      Firefox: [
        'HEADER_TABLE_SIZE=65536, ENABLE_PUSH=0, INITIAL_WINDOW_SIZE=131072, MAX_FRAME_SIZE=16384',
        '+12517377',
      ],
    },
    async measure(browser, { lab, trace }) {
      await browser.open(`${lab.addresses.http2}/hello`);
      const [settings] = summariesOf(trace, 'SETTINGS');
      const [update] = summariesOf(trace, 'WINDOW_UPDATE');
      return [settings, update];
    },
  },
  {
    id: 'push-refused',
    statement: 'Browsers refuse server push in the first bytes they send, so the server pushes nothing.',
    lessons: ['13-museum-of-the-dead'],
    expected: { Chromium: { refused: true, pushed: 0 }, Firefox: { refused: true, pushed: 0 } },
    async measure(browser, { lab, trace }) {
      await browser.open(`${lab.addresses.http2}/push`);
      const [settings] = summariesOf(trace, 'SETTINGS');
      return {
        refused: settings?.includes('ENABLE_PUSH=0'),
        pushed: trace.exchanges.filter(({ pushed }) => pushed).length,
      };
    },
  },
  {
    id: 'header-shrinks',
    statement:
      'The same fetch costs some 300 bytes of HEADERS the first time and under 60 from the second on (HPACK).',
    lessons: ['10-the-shrinking-header'],
    expected: {
      Chromium: [OVER_200, UNDER_60, UNDER_60, UNDER_60],
      Firefox: [OVER_200, UNDER_60, UNDER_60, UNDER_60],
    },
    async measure(browser, testLab) {
      const { lab, trace } = testLab;
      await browser.open(otherOrigin(testLab));
      await inPage(
        browser,
        `for (let n = 0; n < 4; n++) await (await fetch('${lab.addresses.http2}/hello')).text();`,
      );
      await testLab.until('four requests', ({ exchanges }) => exchanges.length === 4);
      return trace.exchanges
        .filter(({ target }) => target === '/hello')
        .map(({ requestFrame }) => trace.frames.lengthOf(requestFrame));
    },
  },
  {
    id: 'header-stays-over-http1',
    statement: 'Over HTTP/1.1 the same fetch costs the same hundreds of bytes every time.',
    lessons: ['10-the-shrinking-header'],
    expected: {
      Chromium: { different: 1, bytes: OVER_300 },
      Firefox: { different: 1, bytes: OVER_300 },
    },
    async measure(browser, testLab) {
      const { lab, trace } = testLab;
      await browser.open(otherOrigin(testLab));
      await inPage(
        browser,
        `for (let n = 0; n < 4; n++) await (await fetch('${lab.addresses.http1}/hello')).text();`,
      );
      await testLab.until('four requests', ({ exchanges }) => exchanges.length === 4);
      const sizes = trace.exchanges.map(({ requestFrame }) => trace.frames.lengthOf(requestFrame));
      return { different: new Set(sizes).size, bytes: sizes[0] };
    },
  },
  {
    id: 'websocket-over-http2',
    statement:
      'A WebSocket goes over an HTTP/2 connection that is open, by extended CONNECT (RFC 8441), in a page of that origin.',
    lessons: ['17-one-wire-again'],
    expected: { Chromium: ON_THE_OPEN_ONE, Firefox: ON_THE_OPEN_ONE },
    async measure(browser, testLab) {
      await browser.open(`${testLab.lab.addresses.http2}/hello`);
      await inPage(browser, `window.socket = await socketTo(location.origin.replace('http', 'ws') + '/ws');`);
      return openedBy(testLab);
    },
  },
  {
    id: 'websocket-without-http2',
    statement:
      'With no HTTP/2 connection open to that origin, Chromium opens one of HTTP/1.1 for a WebSocket, and Firefox one of HTTP/2.',
    lessons: ['17-one-wire-again'],
    expected: { Chromium: ON_A_NEW_ONE, Firefox: 'CONNECT on a new connection' },
    async measure(browser, testLab) {
      await browser.open(otherOrigin(testLab));
      const address = testLab.lab.addresses.http2.replace('http', 'ws');
      await inPage(browser, `window.socket = await socketTo('${address}/ws');`);
      return openedBy(testLab);
    },
  },
  {
    id: 'websocket-needs-credentials',
    statement:
      'From another origin, a fetch with credentials opens the HTTP/2 connection that a WebSocket uses; after one without, Chromium opens another.',
    lessons: ['17-one-wire-again'],
    /* Firefox does now this, now that after a fetch without credentials. */
    expected: { Chromium: [ON_A_NEW_ONE, ON_THE_OPEN_ONE] },
    async measure(browser, testLab) {
      const address = testLab.lab.addresses.http2;
      const found: string[] = [];
      for (const credentials of ['omit', 'include']) {
        await browser.open(otherOrigin(testLab));
        const before = testLab.trace.exchanges.length;
        await inPage(
          browser,
          `await (await fetch('${address}/hello', { credentials: '${credentials}' })).text();
          window.socket = await socketTo('${address.replace('http', 'ws')}/ws');`,
        );
        found.push(await openedBy(testLab, before));
      }
      return found;
    },
  },
];
