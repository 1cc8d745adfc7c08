import { expect } from 'vitest';
import { inPage, type Fact } from './fact.ts';

const FITS_THE_SYSTEM = { readyState: 1, bufferedAmount: 0, events: [] };
const SOME: unknown = expect.toSatisfy((bytes: number) => bytes > 0);
const DOES_NOT_FIT = {
  readyState: 1,
  bufferedAmount: SOME,
  events: [],
};

export const SILENCE_FACTS: readonly Fact[] = [
  {
    id: 'dead-peer',
    statement:
      'A WebSocket whose peer is frozen looks open: 100 kB are taken as sent, of 8 MB more a part only waits in bufferedAmount, readyState stays 1, and no event comes.',
    lessons: ['16-staying-alive'],
    expected: { Chromium: [FITS_THE_SYSTEM, DOES_NOT_FIT], Firefox: [FITS_THE_SYSTEM, DOES_NOT_FIT] },
    async measure(browser, testLab) {
      const { lab } = testLab;
      await browser.open(`${lab.addresses.http1}/hello`);
      await inPage(
        browser,
        `window.socket = await socketTo(location.origin.replace('http', 'ws') + '/ws?mode=echo');
        window.events = [];
        for (const type of ['message', 'error', 'close']) socket.addEventListener(type, () => events.push(type));`,
      );
      const { conn } = await testLab.until('the WebSocket is open', ({ exchanges }) =>
        exchanges.find(({ carries }) => carries === 'websocket'),
      );
      lab.connections.get(conn).applyFault({ type: 'freeze', direction: 'both' });
      return inPage(
        browser,
        `const seen = () => ({ readyState: socket.readyState, bufferedAmount: socket.bufferedAmount, events });
        for (let n = 0; n < 10; n++) socket.send(new Uint8Array(10_000));
        await later(1500);
        const small = seen();
        for (let n = 0; n < 8; n++) socket.send(new Uint8Array(1_000_000));
        await later(1500);
        return [small, seen()];`,
      );
    },
  },
];
