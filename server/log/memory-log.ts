import {
  MAX_EVENTS,
  MAX_TOPIC_CHARACTERS,
  MAX_TOPICS,
  TooManyTopicsError,
  type EventLog,
  type LogEvent,
  type NewEvent,
} from './event-log.ts';

interface Topic {
  /** Ids are consecutive, so the place of an event follows from its id. */
  readonly events: LogEvent[];
  lastId: number;
  characters: number;
}

interface Subscriber {
  /** The id of the last event it was called with, or the one it asked to start after. */
  cursor: number;
  active: boolean;
  delivering: boolean;
  readonly listener: (event: LogEvent) => void;
}

/** A log in memory: it lasts as long as the lab. */
export function createMemoryLog(): EventLog {
  const topics = new Map<string, Topic>();
  const subscribers = new Map<string, Set<Subscriber>>();

  function read(name: string, afterId: number): LogEvent[] {
    const topic = topics.get(name);
    if (topic === undefined) return [];
    const firstId = topic.lastId - topic.events.length + 1;
    return topic.events.slice(Math.max(0, afterId + 1 - firstId));
  }

  /*
   * A listener may append, or cancel, while it is called. Each subscriber therefore walks its own cursor: whoever is
   * already being served picks up the new event when its turn comes, and nobody sees events out of order.
   */
  function deliver(name: string, subscriber: Subscriber): void {
    if (subscriber.delivering) return;
    subscriber.delivering = true;
    try {
      for (
        let batch = read(name, subscriber.cursor);
        batch.length > 0;
        batch = read(name, subscriber.cursor)
      ) {
        for (const event of batch) {
          if (!subscriber.active) return;
          subscriber.cursor = event.id;
          subscriber.listener(event);
        }
      }
    } finally {
      subscriber.delivering = false;
    }
  }

  function append(name: string, { data, event }: NewEvent): LogEvent {
    let topic = topics.get(name);
    if (topic === undefined) {
      if (topics.size >= MAX_TOPICS) throw new TooManyTopicsError();
      topic = { events: [], lastId: 0, characters: 0 };
      topics.set(name, topic);
    }
    topic.lastId += 1;
    const added: LogEvent = { id: topic.lastId, event, data };
    topic.events.push(added);
    topic.characters += data.length;
    while (
      topic.events.length > MAX_EVENTS ||
      (topic.characters > MAX_TOPIC_CHARACTERS && topic.events.length > 1)
    ) {
      topic.characters -= topic.events.shift()?.data.length ?? 0;
    }
    for (const subscriber of [...(subscribers.get(name) ?? [])]) deliver(name, subscriber);
    return added;
  }

  function subscribe(name: string, afterId: number, listener: (event: LogEvent) => void): () => void {
    const subscriber: Subscriber = { cursor: afterId, active: true, delivering: false, listener };
    const ofTopic = subscribers.get(name) ?? new Set();
    subscribers.set(name, ofTopic.add(subscriber));
    deliver(name, subscriber);
    return () => {
      subscriber.active = false;
      ofTopic.delete(subscriber);
      // Another subscriber may have come to a new set since this one was emptied: only remove our own.
      if (ofTopic.size === 0 && subscribers.get(name) === ofTopic) subscribers.delete(name);
    };
  }

  return { append, read, lastId: (name) => topics.get(name)?.lastId ?? 0, subscribe };
}
