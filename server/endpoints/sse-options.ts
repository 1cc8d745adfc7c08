import type { Response } from 'express';
import type { EndpointParameter } from '../../contract/endpoints.ts';
import type { LabSettings } from '../../contract/settings.ts';
import { FEED_NAMES, type FeedName } from '../log/feed-contents.ts';
import { PACES, type Pace } from './feeds.ts';
import { MAX_END_AFTER, MAX_EVENT_DATA_BYTES, MAX_HEARTBEAT_MS, MAX_RETRY_MS } from './limits.ts';
import {
  choiceParameter,
  numberParameter,
  onOffParameter,
  textParameter,
  topicParameter,
} from './parameters.ts';
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

const STATUSES = ['200', '204', '401', '500', '503'] as const;
const REDIRECTS = ['301', '302', '307', '308'] as const;
const FLUSHES = ['event', 'buffered'] as const;

export const SSE_PARAMETERS: readonly EndpointParameter[] = [
  choiceParameter(
    'feed',
    FEED_NAMES,
    'A feed that runs while somebody reads it, instead of that of the lab.',
  ),
  choiceParameter('pace', PACES, 'Whether its events come one by one or many at once.'),
  topicParameter,
  numberParameter('heartbeat', 'Sends a comment after so many ms of silence; 0 for none.', {
    most: MAX_HEARTBEAT_MS,
    example: 1_000,
  }),
  numberParameter(
    'retry',
    'Sends retry: with so many ms, which EventSource then waits before it comes back.',
    {
      most: MAX_RETRY_MS,
      example: 1_000,
    },
  ),
  textParameter(
    'replay',
    'What a client that comes back is sent again: on, off, or so many events at most.',
    '3',
  ),
  textParameter('lastEventId', 'What a Last-Event-ID field would say, for clients that can send none.', '1'),
  numberParameter('size', 'Makes the data of each event so many bytes long.', {
    least: 1,
    most: MAX_EVENT_DATA_BYTES,
    example: 1_000,
  }),
  numberParameter('end', 'Ends the response after so many events.', {
    least: 1,
    most: MAX_END_AFTER,
    example: 3,
  }),
  onOffParameter('gzip', 'Content-Encoding: gzip, for clients that accept it.'),
  choiceParameter(
    'flush',
    FLUSHES,
    'With gzip: hands each event on at once, or when the compressor is full.',
  ),
  onOffParameter('split', 'Writes each event in two pieces, cut in its middle.'),
  choiceParameter('type', CONTENT_TYPES, 'The Content-Type. EventSource takes only text/event-stream.'),
  choiceParameter('status', STATUSES, 'Answers with this status instead.'),
  choiceParameter('redirect', REDIRECTS, 'Answers with this status and the address without this parameter.'),
];

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
  /** `?lastEventId=`: what a Last-Event-ID field would say, by hand. */
  readonly lastEventId: string | undefined;
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
    lastEventId: query.get('lastEventId') ?? undefined,
    sizeBytes: wholeNumber(query, 'size', MAX_EVENT_DATA_BYTES, 1),
    end: wholeNumber(query, 'end', MAX_END_AFTER, 1),
    gzip: onOff(query, 'gzip') ?? settings.gzip,
    flush: choice(query, 'flush', FLUSHES) ?? 'event',
    split: onOff(query, 'split') ?? false,
    type: choice(query, 'type', CONTENT_TYPES) ?? 'text/event-stream',
    status: choice(query, 'status', STATUSES),
    redirect: choice(query, 'redirect', REDIRECTS),
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
