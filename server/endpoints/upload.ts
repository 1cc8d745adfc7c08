import type { Endpoint } from './endpoint.ts';
import { MAX_TRANSFER_BYTES, MAX_TRANSFER_RATE } from './limits.ts';
import { choiceParameter, numberParameter } from './parameters.ts';
import { choice, splitTarget, wholeNumber } from './request.ts';

const ANSWERS = ['late', 'early'] as const;

export const upload: Endpoint = {
  path: '/upload',
  summary:
    'POST anything: counts the bytes, as fast as they come or slower, and answers while it reads or at the end.',
  parameters: [
    numberParameter('rate', 'Reads no faster than so many bytes a second.', {
      least: 1,
      most: MAX_TRANSFER_RATE,
      example: 10_000,
    }),
    choiceParameter(
      'answer',
      ANSWERS,
      'Whether it answers at the end, or a line for each piece while it reads.',
    ),
  ],
  methods: {
    POST(req, res, lab) {
      const { query } = splitTarget(req);
      const rate = wholeNumber(query, 'rate', MAX_TRANSFER_RATE, 1);
      const early = choice(query, 'answer', ANSWERS) === 'early';
      const startedAt = lab.clock.now();
      let bytes = 0;
      let pieces = 0;
      let full = false;
      const report = (complete: boolean): string =>
        `${JSON.stringify({ bytes, pieces, complete, ms: Math.round(lab.clock.now() - startedAt) })}\n`;

      res.setHeader('Cache-Control', 'no-store');
      res.setHeader('Content-Type', early ? 'application/x-ndjson' : 'application/json');
      if (early) {
        // HTTP lets a response begin before its request has ended. Node and curl read it at once; `fetch` in a browser is
        // half-duplex and shows the page no response until all of the request is sent (Fetch: duplex "half").
        res.flushHeaders();
        res.write(report(false));
      }

      // A slow reader: it stops reading for as long as what it has just read would have taken. Meanwhile the windows of
      // TCP, and of HTTP/2 (RFC 9113 §5.2), fill up, and the sender has to wait.
      let stopWaiting = (): void => {};
      req.on('data', (piece: Buffer) => {
        bytes += piece.length;
        pieces += 1;
        if (bytes > MAX_TRANSFER_BYTES) {
          refuse();
          return;
        }
        if (early && !full) full = !res.write(report(false));
        if (rate === undefined) return;
        req.pause();
        stopWaiting = lab.clock.after((1_000 * piece.length) / rate, () => req.resume());
      });
      res.on('drain', () => {
        full = false;
      });
      req.on('end', () => res.end(report(true)));

      const refuse = (): void => {
        req.removeAllListeners('data').removeAllListeners('end');
        if (early) {
          res.destroy();
          return;
        }
        // The rest is not read, so a connection of HTTP/1.1 cannot go on (RFC 9112 §9.3).
        if (req.httpVersionMajor === 1) res.setHeader('Connection', 'close');
        const error = `An upload has at most ${MAX_TRANSFER_BYTES} bytes.`;
        res.status(413).json({ error, where: 'content', help: 'Send less at once.' });
      };
      const forgetGoodbye = lab.onShutdown(() => res.destroy());
      res.on('close', () => {
        stopWaiting();
        forgetGoodbye();
      });
    },
  },
};
