import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.ts';
import { SettingsStore } from '../settings.ts';
import { FEED_TOPIC } from './event-log.ts';
import { startFeed, type FeedData } from './feed.ts';
import { createMemoryLog } from './memory-log.ts';

function setUp(feedIntervalMs = 1_000) {
  const log = createMemoryLog();
  const clock = new ManualClock();
  const settings = new SettingsStore({ feedIntervalMs });
  const stop = startFeed(log, settings, clock);
  const times = (): number[] =>
    log.read(FEED_TOPIC, 0).map((event) => (JSON.parse(event.data) as FeedData).sentAtMs);
  return { log, clock, settings, stop, times };
}

describe('the default feed', () => {
  it('begins with event 1 at once and sends one event an interval, without a name', () => {
    const { log, clock, times } = setUp();
    expect(log.read(FEED_TOPIC, 0)).toEqual([{ id: 1, event: undefined, data: '{"n":1,"sentAtMs":0}' }]);
    clock.advance(3_500);
    expect(times()).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it('counts a new interval from the last event on', () => {
    const { clock, settings, times } = setUp(60_000);
    clock.advance(400);
    settings.change({ feedIntervalMs: 1_000 });
    clock.advance(2_000);
    expect(times()).toEqual([0, 1_000, 2_000]);
    settings.change({ feedIntervalMs: 100 });
    clock.advance(100);
    expect(times()).toEqual([0, 1_000, 2_000, 2_400, 2_500]);
  });

  it('does not lose its pace to a timer that fires late, and does not catch up after a sleep', () => {
    const { log, clock, times } = setUp();
    clock.sleep(1_300);
    clock.advance(0);
    clock.advance(700);
    expect(times()).toEqual([0, 1_300, 2_000]);
    clock.sleep(10_000);
    clock.advance(0);
    expect(log.lastId(FEED_TOPIC)).toBeLessThanOrEqual(5);
  });

  it('pads each event by as many bytes as the switch says', () => {
    const { log, clock, settings } = setUp();
    settings.change({ feedPayloadBytes: 20 });
    clock.advance(1_000);
    const data = JSON.parse(log.read(FEED_TOPIC, 1)[0]?.data ?? '') as FeedData;
    expect(data.padding).toHaveLength(20);
  });

  it('leaves no timer behind when it is stopped', () => {
    const { log, clock, settings, stop } = setUp();
    stop();
    settings.change({ feedIntervalMs: 10 });
    clock.advance(5_000);
    expect([log.lastId(FEED_TOPIC), clock.pending]).toEqual([1, 0]);
  });
});
