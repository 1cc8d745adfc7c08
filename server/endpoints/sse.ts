import type { LogEvent } from '../log/event-log.ts';
import type { Endpoint } from './endpoint.ts';
import { follow } from './follow.ts';
import { heartbeat } from './heartbeat.ts';
import { splitTarget, topicOf } from './request.ts';

/** One event as an event stream has it: its fields, a line each, and a blank line that dispatches it. */
export function encodeEvent({ id, event, data }: LogEvent): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  // A line break would end the field, so data of several lines is sent as several fields, which the client joins again.
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `id: ${id}\n${name}${lines.join('')}\n`;
}

/** The id to go on after: what a reconnecting EventSource sends. A query parameter does the same by hand. */
function lastEventId(header: string | string[] | undefined, query: URLSearchParams): number | undefined {
  const text = typeof header === 'string' && header !== '' ? header : query.get('lastEventId');
  // An id that is none of ours tells us nothing about what the client has seen.
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export const sse: Endpoint = {
  path: '/sse',
  summary: 'Server-Sent Events: the feed, or another ?topic=. Last-Event-ID goes on where a client left off.',
  methods: {
    GET(req, res, lab) {
      const { query } = splitTarget(req);
      const topic = topicOf(query);
      const { replay, retryMs } = lab.settings.current;

      res.writeHead(200, {
        'Content-Type': 'text/event-stream', // always UTF-8 (HTML Standard: Parsing an event stream)
        'Cache-Control': 'no-cache',
        'X-Accel-Buffering': 'no', // asks nginx to pass each event on at once
      });
      if (req.method === 'HEAD') {
        res.end();
        return;
      }
      // The client learns that the stream is open from the header section. Do not let it wait for the first event.
      res.flushHeaders();
      if (retryMs > 0) res.write(`retry: ${retryMs}\n\n`);

      // Where to start: after the last event the client saw, or with the next one. An id the log has not reached comes
      // from before the lab was restarted.
      const newest = lab.log.lastId(topic);
      const lastSeen = (replay ? lastEventId(req.headers['last-event-id'], query) : undefined) ?? newest;
      const after = Math.min(lastSeen, newest);
      const [oldest] = lab.log.read(topic, after);
      if (oldest !== undefined && oldest.id > after + 1) {
        res.write(`: events ${after + 1} to ${oldest.id - 1} are no longer kept\n\n`);
      }

      // `write` returns false once more is waiting than the client reads; `drain` says that it has caught up.
      const feed = follow(lab.log, topic, after, (event) => res.write(encodeEvent(event)));
      res.on('drain', feed.resume);

      const stopHeartbeat = heartbeat(lab, () => {
        if (!res.writableNeedDrain) res.write(': heartbeat\n\n'); // a comment: no event, but bytes that keep it alive
      });
      const stopSending = (): void => {
        feed.stop();
        stopHeartbeat();
      };
      const forgetGoodbye = lab.onShutdown(() => {
        stopSending();
        res.end();
      });

      // The client has gone, or the stream has ended. Whatever is left running here would run for ever.
      res.on('close', () => {
        stopSending();
        forgetGoodbye();
      });
    },
  },
};
