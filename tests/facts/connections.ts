import { inPage, otherOrigin, type Fact } from './fact.ts';

/** Long enough for a seventh stream to open, if it could: the six took some milliseconds. */
const SETTLE_MS = 600;

const NINE_STREAMS = `
  const all = streams(9);
  await until(() => opened(all) >= 6);
  await later(${SETTLE_MS});
  return { open: opened(all), errors: all.reduce((sum, { errors }) => sum + errors, 0) };`;

const SIX_OF_NINE = { open: 6, errors: 0 };

export const CONNECTION_FACTS: readonly Fact[] = [
  {
    id: 'six-lanes',
    statement: 'Of nine EventSources to one HTTP/1.1 origin six open; three wait, and no error is raised.',
    lessons: ['05-six-lanes'],
    expected: { Chromium: SIX_OF_NINE, Firefox: SIX_OF_NINE },
    async measure(browser, { lab }) {
      await browser.open(`${lab.addresses.http1}/hello`);
      return inPage(browser, NINE_STREAMS);
    },
  },
  {
    id: 'six-lanes-tls',
    statement: 'Over TLS with ALPN http/1.1 the limit is six as well.',
    lessons: ['05-six-lanes'],
    expected: { Chromium: SIX_OF_NINE, Firefox: SIX_OF_NINE },
    async measure(browser, { lab }) {
      await browser.open(`${lab.addresses.http1tls}/hello`);
      return inPage(browser, NINE_STREAMS);
    },
  },
  {
    id: 'fetch-waits',
    statement: 'While six streams are open, a fetch to that HTTP/1.1 origin waits until a lane is free.',
    lessons: ['05-six-lanes'],
    expected: {
      Chromium: { whileSixAreOpen: 'waits', afterOneClosed: 'answered' },
      Firefox: { whileSixAreOpen: 'waits', afterOneClosed: 'answered' },
    },
    async measure(browser, { lab }) {
      await browser.open(`${lab.addresses.http1}/hello`);
      return inPage(
        browser,
        `const all = streams(6);
        await until(() => opened(all) === 6);
        const answer = fetch('/hello?_behind').then(() => 'answered');
        const whileSixAreOpen = await Promise.race([answer, later(${SETTLE_MS}).then(() => 'waits')]);
        all[0].close();
        const afterOneClosed = await Promise.race([answer, later(3000).then(() => 'waits')]);
        return { whileSixAreOpen, afterOneClosed };`,
      );
    },
  },
  {
    id: 'lane-handed-on',
    statement: 'When one of six streams is closed, the seventh, which waits, gets its lane at once.',
    lessons: ['05-six-lanes'],
    expected: { Chromium: 'within half a second', Firefox: 'within half a second' },
    async measure(browser, { lab }) {
      await browser.open(`${lab.addresses.http1}/hello`);
      return inPage(
        browser,
        `const all = streams(7);
        await until(() => opened(all) === 6);
        await later(${SETTLE_MS});
        const waiting = all.find(({ readyState }) => readyState === 0);
        all.find(({ readyState }) => readyState === 1).close();
        const start = performance.now();
        await until(() => waiting.readyState === 1);
        const ms = performance.now() - start;
        return ms < 500 ? 'within half a second' : 'after ' + Math.round(ms) + ' ms';`,
      );
    },
  },
  {
    id: 'nine-over-http2',
    statement: 'Over HTTP/2 nine of nine EventSources open on one connection, and a fetch is answered.',
    lessons: ['05-six-lanes', '09-frames'],
    expected: {
      Chromium: { open: 9, fetch: 'answered', connections: 1 },
      Firefox: { open: 9, fetch: 'answered', connections: 1 },
    },
    async measure(browser, { lab, trace }) {
      await browser.open(`${lab.addresses.http2}/hello`);
      const seen = (await inPage(
        browser,
        `const all = streams(9);
        await until(() => opened(all) === 9);
        const answer = fetch('/hello?_beside').then(() => 'answered');
        return { open: opened(all), fetch: await Promise.race([answer, later(3000).then(() => 'waits')]) };`,
      )) as object;
      const carrying = new Set(
        trace.exchanges.filter(({ carries }) => carries === 'sse').map(({ conn }) => conn),
      );
      return { ...seen, connections: carrying.size };
    },
  },
  {
    id: 'sharding',
    statement:
      'Two names of one HTTP/1.1 server have six lanes each, and every *.localhost leads to loopback.',
    lessons: ['05-six-lanes'],
    expected: { Chromium: [6, 6], Firefox: [6, 6] },
    async measure(browser, testLab) {
      const { port } = new URL(testLab.lab.addresses.http1);
      await browser.open(otherOrigin(testLab));
      return inPage(
        browser,
        `const both = ['a', 'b'].map((name) => streams(7, 'http://' + name + '.localhost:${port}'));
        await until(() => both.every((all) => opened(all) === 6));
        await later(${SETTLE_MS});
        return both.map(opened);`,
      );
    },
  },
  {
    id: 'websocket-limit',
    statement: 'Of 270 WebSockets asked at once, Chromium opens 255 and Firefox 200.',
    lessons: ['05-six-lanes', '17-one-wire-again'],
    expected: { Chromium: 255, Firefox: 200 },
    async measure(browser, { lab }) {
      await browser.open(`${lab.addresses.http1}/hello`);
      return inPage(
        browser,
        `const url = location.origin.replace('http', 'ws') + '/ws?mode=echo';
        const all = Array.from({ length: 270 }, () => new WebSocket(url));
        const count = () => all.filter(({ readyState }) => readyState === 1).length;
        // Chromium opens one after the other and fails the rest, Firefox lets the rest wait.
        for (let before = -1; before !== count(); await later(1000)) before = count();
        const open = count();
        for (const socket of all) socket.close();
        await until(() => all.every(({ readyState }) => readyState === 3));
        return open;`,
      );
    },
  },
  {
    id: 'limit-moved',
    statement:
      'When the server announces SETTINGS_MAX_CONCURRENT_STREAMS = 4, four of six streams open; closing one lets the next in.',
    lessons: ['05-six-lanes', '12-the-limit-moved'],
    settings: { maxConcurrentStreams: 4 },
    expected: { Chromium: { before: [4, 2], after: [4, 1] }, Firefox: { before: [4, 2], after: [4, 1] } },
    async measure(browser, { lab }) {
      await browser.open(`${lab.addresses.http2}/hello`);
      return inPage(
        browser,
        `const all = streams(6);
        const count = () => [1, 0].map((state) => all.filter(({ readyState }) => readyState === state).length);
        await until(() => opened(all) === 4);
        await later(${SETTLE_MS});
        const before = count();
        all.find(({ readyState }) => readyState === 1).close();
        await until(() => count()[1] === 1, 3000);
        return { before, after: count() };`,
      );
    },
  },
  {
    id: 'burst-before-http2-is-known',
    statement:
      'A burst of requests to an origin not yet known to speak HTTP/2 opens several connections, and then uses one.',
    lessons: ['05-six-lanes', '09-frames'],
    expected: { Chromium: { several: true, used: 1 } },
    async measure(browser, testLab) {
      const { lab, trace } = testLab;
      await browser.open(otherOrigin(testLab));
      await inPage(
        browser,
        `const ask = (n) => fetch('${lab.addresses.http2}/hello?_burst=' + n).then((answer) => answer.text());
        await Promise.all(Array.from({ length: 6 }, (_, n) => ask(n)));`,
      );
      const used = new Set(trace.exchanges.map(({ conn }) => conn));
      return { several: trace.connections.size > 1, used: used.size };
    },
  },
  {
    id: 'credentials-mode',
    statement: 'A cross-origin request with cookies and one without use different HTTP/2 connections.',
    lessons: ['05-six-lanes', '17-one-wire-again'],
    // Firefox uses now one and now two.
    expected: { Chromium: 2 },
    async measure(browser, testLab) {
      const { lab } = testLab;
      await browser.open(otherOrigin(testLab));
      await inPage(
        browser,
        `for (const credentials of ['omit', 'include', 'omit', 'include'])
          await (await fetch('${lab.addresses.http2}/hello?' + credentials, { credentials })).text();`,
      );
      const exchanges = await testLab.until(
        'four answers',
        (trace) => trace.exchanges.length === 4 && trace.exchanges,
      );
      return new Set(exchanges.map(({ conn }) => conn)).size;
    },
  },
];
