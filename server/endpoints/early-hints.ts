import { randomUUID } from 'node:crypto';
import { HttpError, type Endpoint } from './endpoint.ts';
import { earlyHintsPage } from './early-hints-page.ts';
import { readJson, splitTarget, wholeNumber } from './request.ts';

/** How long the server pretends to think before the final response. */
const DEFAULT_DELAY_MS = 600;
const MAX_DELAY_MS = 30_000;

/** `?hints=on` or `off`; without it the lab's switch decides. */
function wantsHints(query: URLSearchParams, setting: boolean): boolean {
  const hints = query.get('hints');
  if (hints === null) return setting;
  if (hints === 'on' || hints === 'off') return hints === 'on';
  throw new HttpError(400, {
    error: 'hints is neither on nor off.',
    where: 'query parameter hints',
    help: 'Send hints=on or hints=off, or leave it out to let the switch of the lab decide.',
  });
}

export const earlyHints: Endpoint = {
  path: '/early-hints',
  summary:
    'A page that is slow to come, with 103 Early Hints for what it needs: ?hints=on|off, ?delay= in ms.',
  methods: {
    GET(req, res, lab) {
      const { query } = splitTarget(req);
      const delayMs = wholeNumber(query, 'delay', MAX_DELAY_MS) ?? DEFAULT_DELAY_MS;
      // A server must not send 1xx to a client of HTTP/1.0 (RFC 9110 §15.2).
      const hinted = wantsHints(query, lab.settings.current.earlyHints) && req.httpVersion !== '1.0';

      // Addresses of this visit's own, so that the cache of an earlier visit proves nothing. They begin with the time.
      const visit = `${Math.round(lab.clock.now())}-${randomUUID().slice(0, 8)}`;
      const style = `/assets/early-hints.css?visit=${visit}`;
      const script = `/assets/early-hints.js?visit=${visit}`;
      if (hinted) {
        // An interim response: the client may start loading while we work on the final one (RFC 8297 §2).
        res.writeEarlyHints({
          link: [`<${style}>; rel=preload; as=style`, `<${script}>; rel=preload; as=script`],
        });
      }

      const sendPage = (): void => {
        stopWaiting();
        forgetGoodbye();
        res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
        res.end(earlyHintsPage({ style, script, hinted, delayMs, http2: req.httpVersionMajor === 2 }));
      };
      const stopWaiting = lab.clock.after(delayMs, sendPage);
      const forgetGoodbye = lab.onShutdown(sendPage);
      res.on('close', () => {
        stopWaiting();
        forgetGoodbye();
      });
    },
  },
};

const REPORTS_TOPIC = 'early-hints-reports';
const MAX_REPORT_BYTES = 64 * 1024;

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
