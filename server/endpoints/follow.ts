import type { EventLog, LogEvent } from '../log/event-log.ts';

export interface Following {
  /** The reader can take more again: goes on after the last event it was sent. */
  readonly resume: () => void;
  readonly stop: () => void;
}

/**
 * Sends a topic's events after `afterId` to one reader, no faster than it reads: `send` returns false to be left alone
 * until `resume`, which must not be called from within `send`. What comes meanwhile waits in the log, which is bounded, and not in the memory of each slow reader. A
 * reader so slow that the log has forgotten events sees a gap in the ids.
 */
export function follow(
  log: EventLog,
  topic: string,
  afterId: number,
  send: (event: LogEvent) => boolean,
): Following {
  let cursor = afterId;
  let paused = false;
  let stopped = false;

  const sendWhatIsNew = (): void => {
    if (paused || stopped) return;
    for (const event of log.read(topic, cursor)) {
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
