/**
 * Which moment of a recording is shown. It is the newest one, which moves as the recording grows, or one of the past,
 * which stands still or is played. Times are milliseconds since the recording began.
 */
export class Moment {
  #end = $state(0);
  /** Undefined while the newest moment is shown. */
  #past = $state<number>();
  #playing = $state(false);
  #speed = $state(1);

  /** Reactive. The moment shown. */
  get now(): number {
    return this.#past ?? this.#end;
  }
  /** Reactive. The newest moment there is. It never runs backwards, except by `restart`. */
  get end(): number {
    return this.#end;
  }
  set end(end: number) {
    this.#end = Math.max(this.#end, end);
  }
  /** Reactive. Whether a moment of the past is shown. */
  get past(): boolean {
    return this.#past !== undefined;
  }
  /** Reactive. Whether a moment of the past moves on. */
  get playing(): boolean {
    return this.#playing;
  }
  /** Reactive. Milliseconds of the recording that pass in one of the page: 1, or less for slow motion. 1 at the newest. */
  get speed(): number {
    return this.past ? this.#speed : 1;
  }

  /** Shows one moment, which then stands still. The end and what lies behind it is the newest. */
  show(t: number): void {
    this.#playing = false;
    this.#past = t >= this.#end ? undefined : Math.max(0, t);
  }

  /** Holds the moment that is shown now, the newest too: what comes later is not shown. */
  hold(): void {
    this.#past = this.now;
    this.#playing = false;
  }

  showNewest(): void {
    this.#past = undefined;
    this.#playing = false;
  }

  /** Lets the moment move on from where it is. From the end of what does not grow, it starts over at `start`. */
  play(speed: number, start: number): void {
    this.#past ??= start;
    this.#speed = speed;
    this.#playing = true;
  }

  /** `elapsedMs` of the page went by. A moment that reaches the end becomes the newest. */
  advance(elapsedMs: number): void {
    if (!this.#playing || this.#past === undefined) return;
    this.#past += elapsedMs * this.#speed;
    if (this.#past >= this.#end) this.showNewest();
  }

  /** Another recording takes the place of this one. `keep`: it is the same one again, so a moment of the past stays. */
  restart(end: number, keep: boolean): void {
    this.#end = end;
    if (!keep || this.now > end) this.showNewest();
  }
}
