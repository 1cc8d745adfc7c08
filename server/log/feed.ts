import type { Cancel, Clock, LiveSettings } from '../context.ts';
import { FEED_TOPIC, type EventLog } from './event-log.ts';

/** The data of one event of the default feed, as JSON. */
export interface FeedData {
  /** The same number as the event's id. */
  readonly n: number;
  /** When the event was made, in milliseconds since the recording began. */
  readonly sentAtMs: number;
  /** `settings.feedPayloadBytes` bytes of it; left out when that is 0. */
  readonly padding?: string;
}

/**
 * The default feed: the first event at once, then one every `settings.feedIntervalMs`, until it is cancelled. Its events
 * have no name, so that `onmessage` gets them. A change of the interval counts from the last event on.
 */
export function startFeed(log: EventLog, settings: LiveSettings, clock: Clock): Cancel {
  let dueAt = clock.now();
  let lastAt = dueAt;
  let cancelTimer: Cancel = () => {};

  function emit(): void {
    const { feedIntervalMs, feedPayloadBytes } = settings.current;
    const data: FeedData = {
      n: log.lastId(FEED_TOPIC) + 1,
      sentAtMs: Math.round(clock.now() * 1_000) / 1_000,
      ...(feedPayloadBytes > 0 && { padding: '.'.repeat(feedPayloadBytes) }),
    };
    lastAt = dueAt;
    // Counting from when it was due, not from when the timer fired, keeps the pace; after a sleep it starts afresh.
    dueAt = Math.max(lastAt + feedIntervalMs, clock.now());
    schedule();
    log.append(FEED_TOPIC, { data: JSON.stringify(data) });
  }

  function schedule(): void {
    cancelTimer();
    cancelTimer = clock.after(Math.max(0, dueAt - clock.now()), emit);
  }

  const stopListening = settings.onChange((now, before) => {
    if (now.feedIntervalMs === before.feedIntervalMs) return;
    dueAt = Math.max(lastAt + now.feedIntervalMs, clock.now());
    schedule();
  });
  emit();

  return () => {
    stopListening();
    cancelTimer();
  };
}
