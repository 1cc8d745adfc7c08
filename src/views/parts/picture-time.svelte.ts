import { untrack } from 'svelte';
import type { Stage } from '../../state/stage.ts';

/**
 * The moment a picture shows. While time moves it goes on every `everyMs`, so that laying out does not take every animation
 * frame; while it stands, it follows the moment at once, and looks at what is new every `everyMs`. Made once, at the start
 * of a component.
 */
export class PictureTime {
  readonly #stage: Stage;
  readonly #everyMs: number;
  readonly #beat = $derived.by(() => {
    const { moving, now, end, speed } = this.#stage;
    return moving ? Math.floor(now / (this.#everyMs * speed)) : Math.floor(end / this.#everyMs);
  });
  readonly #shown = $derived.by(() => {
    void this.#beat;
    const { live, moving, past } = this.#stage;
    /* What came last of a lab that is not heard any more must not wait for time to go on. */
    if (!live || (!moving && !past)) void this.#stage.version;
    return { now: moving ? untrack(() => this.#stage.now) : this.#stage.now };
  });

  constructor(stage: Stage, everyMs: number) {
    this.#stage = stage;
    this.#everyMs = everyMs;
  }

  /** Reactive. Read it first in what lays out: it stands for changes of the trace, too. */
  get now(): number {
    return this.#shown.now;
  }
}
