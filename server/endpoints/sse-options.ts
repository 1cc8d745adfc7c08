import type { Response } from 'express';
import type { LabSettings } from '../../contract/settings.ts';
import { FEED_NAMES, type FeedName } from '../log/feed-contents.ts';
import { PACES, type Pace } from './feeds.ts';
import { MAX_END_AFTER, MAX_EVENT_DATA_BYTES, MAX_HEARTBEAT_MS, MAX_RETRY_MS } from './limits.ts';
import { choice, onOff, topicOf, wholeNumber } from './request.ts';
import type { SseOutputOptions } from './sse-output.ts';
import { sendStatus } from './status.ts';

/** The right content type, and some that make an EventSource fail for good (HTML Standard: Processing model). */
export const CONTENT_TYPES = [
  'text/event-stream',
  'text/plain',
  'application/json',
  'application/octet-stream',
] as const;

/** What the query asks of an event stream. `undefined` leaves it to the switches of the lab. */
export interface SseOptions extends SseOutputOptions {
  /** `?feed=` and `?pace=`: a feed that runs while somebody reads it. */
  readonly feed: { readonly name: FeedName; readonly pace: Pace } | undefined;
  /** `?topic=`: what else can be read, by default the feed of the lab. */
  readonly topic: string;
  readonly heartbeatMs: number | undefined;
  readonly retryMs: number | undefined;
  /** How many events at most are sent again to a client that comes back; 0 for `?replay=off`, no limit for `on`. */
  readonly replay: number | undefined;
  /** `?size=`: how many bytes the data of each event is made to have. */
  readonly sizeBytes: number | undefined;
  /** `?end=`: after how many events the server ends the response. */
  readonly end: number | undefined;
  readonly type: (typeof CONTENT_TYPES)[number];
  /** `?status=` and `?redirect=`: answer so, and send no events. */
  readonly status: string | undefined;
  readonly redirect: string | undefined;
}

function replayOf(query: URLSearchParams): number | undefined {
  const text = query.get('replay');
  if (text === 'on') return Number.MAX_SAFE_INTEGER;
  if (text === 'off') return 0;
  return wholeNumber(query, 'replay');
}

/** Reads the query of /sse; what it leaves open is as the switches have it. Throws a 400 that names the parameter it cannot read. */
export function sseOptions(query: URLSearchParams, settings: LabSettings): SseOptions {
  const name = choice(query, 'feed', FEED_NAMES);
  const pace = choice(query, 'pace', PACES) ?? 'steady';
  return {
    feed: name === undefined ? undefined : { name, pace },
    topic: topicOf(query),
    heartbeatMs: wholeNumber(query, 'heartbeat', MAX_HEARTBEAT_MS),
    retryMs: wholeNumber(query, 'retry', MAX_RETRY_MS),
    replay: replayOf(query),
    sizeBytes: wholeNumber(query, 'size', MAX_EVENT_DATA_BYTES, 1),
    end: wholeNumber(query, 'end', MAX_END_AFTER, 1),
    gzip: onOff(query, 'gzip') ?? settings.gzip,
    flush: choice(query, 'flush', ['event', 'buffered']) ?? 'event',
    split: onOff(query, 'split') ?? false,
    type: choice(query, 'type', CONTENT_TYPES) ?? 'text/event-stream',
    status: choice(query, 'status', ['200', '204', '401', '500', '503']),
    redirect: choice(query, 'redirect', ['301', '302', '307', '308']),
  };
}

/** The data cut, or filled up with dots, to exactly so many bytes of UTF-8; as it is for `undefined`. JSON that is cut is JSON no more. */
export function resize(data: string, bytes: number | undefined): string {
  if (bytes === undefined) return data;
  let size = Math.min(bytes, Buffer.byteLength(data));
  const encoded = Buffer.from(data);
  // Never cut within a character: its further bytes begin with the bits 10 (RFC 3629 §3).
  while (((encoded[size] ?? 0) & 0b1100_0000) === 0b1000_0000) size -= 1;
  return encoded.toString('utf8', 0, size) + '.'.repeat(bytes - size);
}

/** Answers with the status or the redirection the query asks for, and says whether it did. */
export function sendStatusInstead(
  { status, redirect }: SseOptions,
  query: URLSearchParams,
  res: Response,
): boolean {
  if (redirect !== undefined) {
    const rest = new URLSearchParams(query);
    rest.delete('redirect');
    sendStatus(res, Number(redirect), `/sse?${rest}`);
    return true;
  }
  if (status === undefined || status === '200') return false;
  sendStatus(res, Number(status));
  return true;
}
