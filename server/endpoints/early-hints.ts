import { randomUUID } from 'node:crypto';
import { HttpError, type Endpoint } from './endpoint.ts';
import { earlyHintsPage } from './early-hints-page.ts';
import { MAX_EARLY_HINTS_DELAY_MS, MAX_REPORT_BYTES } from './limits.ts';
import { numberParameter, onOffParameter } from './parameters.ts';
import { onOff, readJson, splitTarget, wholeNumber } from './request.ts';

/** How long the server pretends to think before the final response. */
const DEFAULT_DELAY_MS = 600;
/** How long it is silent before the 103: of those that come within 5 ms Chromium passes over some (decision 0063). */
const DEFAULT_WAIT_MS = 50;
/** How many links a 103 carries: what the page needs. A third names an origin to connect to. */
const DEFAULT_LINKS = 2;
const MAX_LINKS = 3;

export const earlyHints: Endpoint = {
  path: '/early-hints',
  summary: 'A page that is slow to come, with 103 Early Hints for what it needs.',
  parameters: [
    onOffParameter('hints', 'Whether a 103 goes before the answer.'),
    numberParameter('links', 'How many files it names.', {
      least: 1,
      most: MAX_LINKS,
      example: DEFAULT_LINKS,
    }),
    numberParameter('wait', 'How long the 103 takes, in ms. Chromium may pass over one that comes at once.', {
      most: MAX_EARLY_HINTS_DELAY_MS,
      example: DEFAULT_WAIT_MS,
    }),
    numberParameter('delay', 'How long the page itself takes, in ms.', {
      most: MAX_EARLY_HINTS_DELAY_MS,
      example: 1_000,
    }),
  ],
  methods: {
    GET(req, res, lab) {
      const { query } = splitTarget(req);
      const delayMs = wholeNumber(query, 'delay', MAX_EARLY_HINTS_DELAY_MS) ?? DEFAULT_DELAY_MS;
      // A server must not send 1xx to a client of HTTP/1.0 (RFC 9110 §15.2).
      const hinted = (onOff(query, 'hints') ?? lab.settings.current.earlyHints) && req.httpVersion !== '1.0';
      const waitMs = wholeNumber(query, 'wait', MAX_EARLY_HINTS_DELAY_MS) ?? DEFAULT_WAIT_MS;
      const links = wholeNumber(query, 'links', MAX_LINKS, 1) ?? DEFAULT_LINKS;

      // Addresses of this visit's own, so that the cache of an earlier visit proves nothing. They begin with the time.
      const visit = `${Math.round(lab.clock.now())}-${randomUUID().slice(0, 8)}`;
      const style = `/assets/early-hints.css?visit=${visit}`;
      const script = `/assets/early-hints.js?visit=${visit}`;
      const sendHints = (): void => {
        // An interim response: the client may start loading while we work on the final one (RFC 8297 §2).
        const link = [
          `<${style}>; rel=preload; as=style`,
          `<${script}>; rel=preload; as=script`,
          `<${lab.origins.http1tls}>; rel=preconnect`,
        ];
        res.writeEarlyHints({ link: link.slice(0, links) });
      };

      const sendPage = (): void => {
        stopWaiting();
        forgetGoodbye();
        res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
        res.end(
          earlyHintsPage({
            style,
            script,
            links: hinted ? links : 0,
            delayMs,
            http2: req.httpVersionMajor === 2,
          }),
        );
      };
      const timers = [
        ...(hinted ? [lab.clock.after(Math.min(waitMs, delayMs), sendHints)] : []),
        lab.clock.after(delayMs, sendPage),
      ];
      const stopWaiting = (): void => timers.forEach((stop) => stop());
      const forgetGoodbye = lab.onShutdown(sendPage);
      res.on('close', () => {
        stopWaiting();
        forgetGoodbye();
      });
    },
  },
};

const REPORTS_TOPIC = 'early-hints-reports';

interface Report {
  readonly op: string | null;
  readonly report: unknown;
}

/** The page tells here what the browser did: which files were loaded early, and when. */
export const earlyHintsReport: Endpoint = {
  path: '/early-hints/report',
  summary: 'The timings that the page of /early-hints measured: POST them, and GET the last ones of ?op=.',
  methods: {
    async POST(req, res, lab) {
      const op = splitTarget(req).query.get('op');
      const report: Report = { op, report: await readJson(req, MAX_REPORT_BYTES) };
      res.status(201).json({ id: lab.log.append(REPORTS_TOPIC, { data: JSON.stringify(report) }).id });
    },

    GET(req, res, lab) {
      const op = splitTarget(req).query.get('op');
      const found = lab.log
        .read(REPORTS_TOPIC, 0)
        .map((event) => JSON.parse(event.data) as Report)
        .findLast((report) => op === null || report.op === op);
      if (found === undefined) {
        throw new HttpError(404, {
          error: 'No page has reported yet.',
          where: 'query parameter op',
          help: 'Open /early-hints with the same op in a browser first.',
        });
      }
      res.setHeader('Cache-Control', 'no-store');
      res.json(found.report);
    },
  },
};
