import type { TimeWindow } from '../layout/timeline-marks.ts';
import type { FollowLength } from '../layout/follow-window.ts';
import { Moment } from './moment.svelte.ts';
import type { Selection } from './stage.ts';

/** What every stage has alike, and every view of it shares: one selection, one window, one moment. */
export class StageFocus {
  protected readonly moment = new Moment();
  #selection = $state.raw<Selection>({});
  #window = $state.raw<TimeWindow>();
  #followLength = $state<FollowLength>();
  readonly #defaultLength: FollowLength;

  constructor(followLength: FollowLength) {
    this.#defaultLength = followLength;
  }

  get now() {
    return this.moment.now;
  }
  get end() {
    return this.moment.end;
  }
  get past() {
    return this.moment.past;
  }
  get playing() {
    return this.moment.playing;
  }
  get speed() {
    return this.moment.speed;
  }
  showMoment(t: number): void {
    this.moment.show(t);
  }
  /** Goes on with what comes: a window that lies in the past is given up. */
  showNewest(): void {
    this.moment.showNewest();
    if (this.#window && this.#window.to < this.moment.end) this.#window = undefined;
  }
  hold(): void {
    this.moment.hold();
  }
  get selection() {
    return this.#selection;
  }
  select(selection: Selection): void {
    this.#selection = selection;
  }
  get window() {
    return this.#window;
  }
  setWindow(window: TimeWindow | undefined): void {
    this.#window = window;
  }
  get followLength() {
    return this.#followLength ?? this.#defaultLength;
  }
  setFollowLength(length: FollowLength): void {
    this.#followLength = length;
    this.#window = undefined;
  }
}
