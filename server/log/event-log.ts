/**
 * The one append-only log behind every endpoint. `Last-Event-ID` of Server-Sent Events, the cursor of polling and the
 * resume of a WebSocket are all the same question: what came after this id?
 */
export interface LogEvent {
  /** Counts from 1 within its topic, without a gap. */
  readonly id: number;
  /** The event's name, or undefined: an EventSource then calls it `message`. */
  readonly event: string | undefined;
  readonly data: string;
}

/** An event before the log has numbered it. */
export interface NewEvent {
  readonly data: string;
  readonly event?: string | undefined;
}

export interface EventLog {
  /** Adds an event and tells whoever has subscribed. Throws TooManyTopicsError when the topic is one too many. */
  append(topic: string, event: NewEvent): LogEvent;
  /** The kept events whose id is greater than `afterId`, oldest first. Empty for a topic nobody wrote to. */
  read(topic: string, afterId: number): readonly LogEvent[];
  /** The id of the newest event, or 0 when there is none. */
  lastId(topic: string): number;
  /**
   * Calls `listener` once for each event after `afterId`, in order: for those already kept before this returns, then for
   * each new one as it is appended. Returns what ends it.
   */
  subscribe(topic: string, afterId: number, listener: (event: LogEvent) => void): () => void;
}

/** How many events of a topic are kept. Older ones are forgotten, and their ids are never used again. */
export const MAX_EVENTS = 1_000;
/** How many characters of data a topic keeps, should its events be large. The newest event is always kept. */
export const MAX_TOPIC_CHARACTERS = 32 * 1024 * 1024;
/** How many topics a log holds, since clients name them. */
export const MAX_TOPICS = 1_000;

export class TooManyTopicsError extends Error {
  override readonly name = 'TooManyTopicsError';
  constructor() {
    super(`The log holds ${MAX_TOPICS} topics and takes no further one. Publish to a topic that exists.`);
  }
}

/** The topic that every endpoint reads unless it is told otherwise. */
export const FEED_TOPIC = 'feed';
