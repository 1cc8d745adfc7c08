import type { LogEvent } from '../log/event-log.ts';
import type { Endpoint } from './endpoint.ts';
import { createFeeds } from './feeds.ts';
import { follow, type Gap } from './follow.ts';
import { heartbeat } from './heartbeat.ts';
import { splitTarget } from './request.ts';
import { SSE_PARAMETERS, resize, sendStatusInstead, sseOptions } from './sse-options.ts';
import { openOutput } from './sse-output.ts';

/** One event as an event stream has it: its fields, a line each, and a blank line that dispatches it. */
export function encodeEvent({ id, event, data }: LogEvent): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  // A line break would end the field, so data of several lines is sent as several fields, which the client joins again.
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `id: ${id}\n${name}${lines.join('')}\n`;
}

/**
 * What tells a client that events are gone: an event and no comment, so that a page can hear of it. It has no id, so the
 * last one stays what it was.
 */
export function encodeGap(gap: Gap): string {
  return `event: gap\ndata: ${JSON.stringify(gap)}\n\n`;
}

/** The id to go on after: what a reconnecting EventSource sends. A query parameter does the same by hand. */
function lastEventId(
  header: string | string[] | undefined,
  parameter: string | undefined,
): number | undefined {
  const text = typeof header === 'string' && header !== '' ? header : parameter;
  // An id that is none of ours tells us nothing about what the client has seen.
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export const sse: Endpoint = {
  path: '/sse',
  summary:
    'Server-Sent Events: the feed of the lab, or another. Last-Event-ID goes on where a client left off.',
  parameters: SSE_PARAMETERS,
  methods: {
    GET(req, res, lab) {
      const { query } = splitTarget(req);
      const options = sseOptions(query, lab.settings.current);
      if (sendStatusInstead(options, query, res)) return;
      const { replay, retryMs, accelNo } = lab.settings.current;

      // Whoever cannot decompress gets it plain (RFC 9110 §12.5.3).
      const gzip = options.gzip && req.acceptsEncodings('gzip') !== false;
      if (options.gzip) res.vary('Accept-Encoding');
      if (gzip) res.setHeader('Content-Encoding', 'gzip');
      res.writeHead(200, {
        'Content-Type': options.type, // text/event-stream, always UTF-8 (HTML Standard: Parsing an event stream)
        'Cache-Control': 'no-cache',
        ...(accelNo ? { 'X-Accel-Buffering': 'no' } : {}), // asks nginx to pass each event on at once
      });
      if (req.method === 'HEAD') {
        res.end();
        return;
      }
      // The client learns that the stream is open from the header section. Do not let it wait for the first event.
      res.flushHeaders();
      const output = openOutput(res, { ...options, gzip });
      const retry = options.retryMs ?? retryMs;
      if (retry > 0) output.note(`retry: ${retry}\n\n`);

      // Where to start: after the last event the client saw, or with the next one. An id the log has not reached comes
      // from before the lab was restarted.
      const feeds = lab.shared(createFeeds);
      const topic =
        options.feed === undefined ? options.topic : feeds.topicOf(options.feed.name, options.feed.pace);
      const newest = lab.log.lastId(topic);
      const depth = options.replay ?? (replay ? newest : 0);
      const lastSeen = lastEventId(req.headers['last-event-id'], options.lastEventId) ?? newest;
      const after = Math.min(Math.max(lastSeen, newest - depth), newest);

      let left = options.end ?? Infinity;
      // No faster than the client reads: `write` returns false once it should wait until the output is ready again.
      const send = ({ id, event, data }: LogEvent): boolean => {
        const ready = output.write(encodeEvent({ id, event, data: resize(data, options.sizeBytes) }));
        left -= 1;
        if (left === 0) queueMicrotask(() => end());
        return ready && left > 0;
      };
      const feed = follow(lab.log, topic, after, send, (gap) => output.note(encodeGap(gap)));
      output.onReady(feed.resume);
      const leaveFeed = options.feed && feeds.join(options.feed.name, options.feed.pace);

      // A comment: no event, but bytes that keep the connection from looking dead.
      const stopHeartbeat = heartbeat(lab, () => output.note(': heartbeat\n\n'), options.heartbeatMs);
      const stopSending = (): void => {
        feed.stop();
        leaveFeed?.();
        stopHeartbeat();
      };
      const end = (): void => {
        stopSending();
        output.end();
      };
      const forgetGoodbye = lab.onShutdown((goodbye) => {
        // When to come back: the server knows better than the client how long it will be away.
        if (goodbye.retryMs > 0) output.note(`retry: ${goodbye.retryMs}\n\n`);
        end();
      });

      // The client has gone, or the stream has ended. Whatever is left running here would run for ever.
      res.on('close', () => {
        stopSending();
        forgetGoodbye();
      });
    },
  },
};
