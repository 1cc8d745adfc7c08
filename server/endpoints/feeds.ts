import type { Cancel } from '../context.ts';
import { FEED_CONTENTS, type FeedName } from '../log/feed-contents.ts';
import type { Lab } from './endpoint.ts';
import { paced } from './heartbeat.ts';

/** How many events a burst has. It comes as seldom as to make the same number of events a minute as a steady feed. */
const BURST_EVENTS = 20;

export const PACES = ['steady', 'burst'] as const;
export type Pace = (typeof PACES)[number];

/** Feeds that run only while somebody reads them, shared by all who do. */
export interface Feeds {
  /** The topic of the log that the feed's events go to. */
  topicOf(name: FeedName, pace: Pace): string;
  /** Lets the feed run, its first event at once, until everybody who joined has cancelled. */
  join(name: FeedName, pace: Pace): Cancel;
}

export function createFeeds(lab: Lab): Feeds {
  const running = new Map<string, { readers: number; readonly stop: Cancel }>();
  const topicOf = (name: FeedName, pace: Pace): string => `feed:${name}:${pace}`;

  function run(name: FeedName, pace: Pace): Cancel {
    const topic = topicOf(name, pace);
    const count = pace === 'burst' ? BURST_EVENTS : 1;
    const emit = (): void => {
      for (let n = 0; n < count; n += 1) {
        lab.log.append(topic, FEED_CONTENTS[name](lab.log.lastId(topic) + 1));
      }
    };
    emit();
    return paced(lab, ({ feedIntervalMs }) => feedIntervalMs * count, emit);
  }

  return {
    topicOf,
    join(name, pace) {
      const topic = topicOf(name, pace);
      const feed = running.get(topic) ?? { readers: 0, stop: run(name, pace) };
      feed.readers += 1;
      running.set(topic, feed);
      let joined = true;
      return () => {
        if (!joined) return;
        joined = false;
        feed.readers -= 1;
        if (feed.readers > 0) return;
        feed.stop();
        running.delete(topic);
      };
    },
  };
}
