import { untrack } from 'svelte';
import type { Stage } from '../../state/stage.ts';

/**
 * The moment a picture shows. While time moves it goes on every `everyMs`, so that laying out does not take every animation
 * frame; while it stands, whenever the moment or the trace changes. Made once, at the start of a component.
 */
export class PictureTime {
  readonly #stage: Stage;
  readonly #everyMs: number;
  readonly #beat = $derived.by(() => Math.floor(this.#stage.now / this.#everyMs));
  readonly #now = $derived.by(() => {
    if (!this.#stage.moving) void this.#stage.version;
    else void this.#beat;
    return this.#stage.moving ? untrack(() => this.#stage.now) : this.#stage.now;
  });

  constructor(stage: Stage, everyMs: number) {
    this.#stage = stage;
    this.#everyMs = everyMs;
  }

  /** Reactive. Read it first in what lays out: it also stands for changes of the trace. */
  get now(): number {
    return this.#now;
  }
}
