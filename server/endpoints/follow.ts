import type { EventLog, LogEvent } from '../log/event-log.ts';

/** Events that a reader has asked for and the log does not keep any more. Both ids are among them. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** The events that are gone between `after` and the first of `events`, which is what the log keeps from there. */
export function gapBefore(events: readonly LogEvent[], after: number): Gap | undefined {
  const [oldest] = events;
  return oldest === undefined || oldest.id === after + 1 ? undefined : { from: after + 1, to: oldest.id - 1 };
}

export interface Following {
  /** The reader can take more again: goes on after the last event it was sent. */
  readonly resume: () => void;
  readonly stop: () => void;
}

/**
 * Sends a topic's events after `afterId` to one reader, no faster than it reads: `send` returns false to be left alone
 * until `resume`, which must not be called from within `send`. What comes meanwhile waits in the log, which is bounded, and not in the memory of each slow
 * reader. A reader so slow that the log has forgotten events is told so by `sendGap`, and goes on behind them.
 */
export function follow(
  log: EventLog,
  topic: string,
  afterId: number,
  send: (event: LogEvent) => boolean,
  sendGap: (gap: Gap) => void,
): Following {
  let cursor = afterId;
  let paused = false;
  let stopped = false;

  const sendWhatIsNew = (): void => {
    if (paused || stopped) return;
    const events = log.read(topic, cursor);
    const gap = gapBefore(events, cursor);
    if (gap !== undefined) sendGap(gap);
    for (const event of events) {
      cursor = event.id;
      paused = !send(event);
      if (paused || stopped) return;
    }
  };
  const unsubscribe = log.subscribe(topic, log.lastId(topic), sendWhatIsNew);
  sendWhatIsNew();

  return {
    resume() {
      paused = false;
      sendWhatIsNew();
    },
    stop() {
      stopped = true;
      unsubscribe();
    },
  };
}
