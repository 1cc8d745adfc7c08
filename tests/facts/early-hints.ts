import { inPage, type Fact } from './fact.ts';

/** What the browser did with the 103 of /early-hints, by its own timings. */
const TIMINGS = `
  const hinted = (page) => page.performance.getEntriesByType('resource').filter(({ initiatorType }) => initiatorType === 'early-hints').length;
  const interimAt = (page) => page.performance.getEntriesByType('navigation')[0]?.firstInterimResponseStart ?? 0;`;

export const EARLY_HINTS_FACTS: readonly Fact[] = [
  {
    id: 'early-hints-navigation',
    statement:
      'A top-level navigation over HTTP/2 acts on 103: what it names is loaded before the final response.',
    lessons: ['13-museum-of-the-dead'],
    expected: { Chromium: { loadedEarly: 2, noted: true }, Firefox: { loadedEarly: 2, noted: true } },
    async measure(browser, { lab }) {
      await browser.open(`${lab.addresses.http2}/early-hints`);
      return inPage(
        browser,
        `${TIMINGS} return { loadedEarly: hinted(window), noted: interimAt(window) > 0 };`,
      );
    },
  },
  {
    id: 'early-hints-http1',
    statement: 'Over HTTP/1.1 Chromium loads nothing because of a 103; Firefox does, as over HTTP/2.',
    lessons: ['13-museum-of-the-dead'],
    expected: {
      Chromium: { loadedEarly: 0, askedBeforeAnswer: 0 },
      Firefox: { loadedEarly: 2, askedBeforeAnswer: 2 },
    },
    async measure(browser, { lab, trace }) {
      await browser.open(`${lab.addresses.http1}/early-hints`);
      const loadedEarly = await inPage(browser, `${TIMINGS} return hinted(window);`);
      const page = trace.exchanges.find(({ target }) => target === '/early-hints');
      const files = trace.exchanges.filter(({ target }) => target.startsWith('/assets/'));
      const early = files.filter(({ startedAt }) => startedAt < (page?.respondedAt ?? 0));
      return { loadedEarly, askedBeforeAnswer: early.length };
    },
  },
  {
    id: 'early-hints-frame-and-fetch',
    statement: 'In an iframe, and for a fetch, browsers load nothing because of a 103.',
    lessons: ['13-museum-of-the-dead'],
    expected: { Chromium: { frame: 0, fetch: 0 }, Firefox: { frame: 0, fetch: 0 } },
    async measure(browser, { lab }) {
      await browser.open(`${lab.addresses.http2}/hello`);
      return inPage(
        browser,
        `${TIMINGS}
        const frame = document.createElement('iframe');
        const loaded = new Promise((resolve) => (frame.onload = resolve));
        frame.src = '/early-hints?delay=200';
        document.documentElement.append(frame);
        await loaded;
        await (await fetch('/early-hints?delay=200')).text();
        return { frame: hinted(frame.contentWindow), fetch: hinted(window) };`,
      );
    },
  },
];
