import type { Endpoint } from './endpoint.ts';
import { MAX_TRANSFER_BYTES, MAX_TRANSFER_RATE } from './limits.ts';
import { numberParameter } from './parameters.ts';
import { splitTarget, wholeNumber } from './request.ts';

const DEFAULT_BYTES = 1024 * 1024;
/** How much is written at a time without a rate. */
const PIECE_BYTES = 64 * 1024;
/** How often a piece is written with a rate: ten pieces a second. */
const TICK_MS = 100;

/** What is sent: lines of 64 characters, so that a place in the stream can be found again. */
const LINE = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-\n';
const PIECE = Buffer.from(LINE.repeat(PIECE_BYTES / LINE.length));

export const download: Endpoint = {
  path: '/download',
  summary: 'Sends text, as fast as the client reads or slower.',
  parameters: [
    numberParameter('bytes', 'How many bytes it sends.', { most: MAX_TRANSFER_BYTES, example: 1_000_000 }),
    numberParameter('rate', 'Sends no faster than so many bytes a second.', {
      least: 1,
      most: MAX_TRANSFER_RATE,
      example: 100_000,
    }),
  ],
  methods: {
    GET(req, res, lab) {
      const { query } = splitTarget(req);
      const bytes = wholeNumber(query, 'bytes', MAX_TRANSFER_BYTES) ?? DEFAULT_BYTES;
      const rate = wholeNumber(query, 'rate', MAX_TRANSFER_RATE, 1);
      res.writeHead(200, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Length': bytes,
        'Cache-Control': 'no-store',
      });
      if (req.method === 'HEAD') {
        res.end();
        return;
      }
      res.flushHeaders();

      let sent = 0;
      let full = false;
      const write = (size: number): void => {
        const end = Math.min(sent + size, bytes);
        while (sent < end && !full) {
          const start = sent % PIECE_BYTES;
          const piece = PIECE.subarray(start, Math.min(PIECE_BYTES, start + end - sent));
          sent += piece.length;
          // False once the client reads slower than we write: over HTTP/2 its window is used up (RFC 9113 §5.2). Whoever
          // writes on all the same keeps in memory what the client has no room for.
          full = !res.write(piece);
        }
        if (sent === bytes) res.end();
      };

      // With a rate, what falls due while the client is slow is not made up for later: that would be a burst.
      let due = 0;
      const tick = (): void => {
        due = full ? due : due + (Number(rate) * TICK_MS) / 1_000;
        const size = Math.floor(due);
        due -= size;
        if (size > 0) write(size);
        if (sent === bytes) stop();
      };
      const stop = rate === undefined ? () => {} : lab.clock.every(TICK_MS, tick);
      res.on('drain', () => {
        full = false;
        if (rate === undefined) write(bytes);
      });
      if (rate === undefined || bytes === 0) write(bytes);

      const forgetGoodbye = lab.onShutdown(() => res.destroy());
      res.on('close', () => {
        stop();
        forgetGoodbye();
      });
    },
  },
};
