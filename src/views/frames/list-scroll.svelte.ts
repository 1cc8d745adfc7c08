import { lastTop, scrollOfTop, topOfScroll } from './virtual-rows.ts';

/* How far behind the scroll bar may be, in milliseconds. */
const SETTLE_MS = 250;

/**
 * Where a virtual list is scrolled to. `top` is the truth, and rows are drawn from it; the element's own scroll position
 * follows behind, because writing it forces a layout, and a list that follows live traffic moves every frame.
 */
export class ListScroll {
  /** The row at the top edge, with its fraction. */
  #top = $state(0);
  #count = 0;
  #viewport = 1;
  #element: HTMLElement | undefined;
  /* The scroll position as it was last written or read, and when it was written. */
  #written = 0;
  #writtenAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Reactive. */
  get top(): number {
    return this.#top;
  }
  /** Whether the last row is in view. */
  get atEnd(): boolean {
    return this.#count > 0 && this.#top >= lastTop(this.#count, this.#viewport) - 0.5;
  }

  /** The element and how many rows there are and fit; call it before anything else when one of them has changed. */
  resize(element: HTMLElement | undefined, count: number, viewport: number): void {
    this.#element = element;
    this.#count = count;
    this.#viewport = viewport;
  }

  moveTo(top: number): void {
    this.#top = Math.min(Math.max(0, top), lastTop(this.#count, this.#viewport));
    if (this.#timer !== undefined) return;
    const wait = this.#writtenAt + SETTLE_MS - performance.now();
    if (wait <= 0) this.#write();
    else this.#timer = setTimeout(() => this.#write(), wait);
  }
  moveToEnd(): void {
    this.moveTo(Infinity);
  }

  /** The person scrolled. Says whether the list moved. */
  scrolled(): boolean {
    if (!this.#element) return false;
    const now = this.#element.scrollTop;
    if (Math.abs(now - this.#written) < 1) return false;
    /* Not the person: the browser moved it back, since the element has become taller, or its content shorter. */
    const most = this.#element.scrollHeight - this.#element.clientHeight;
    if (now < this.#written && now >= most - 1) {
      this.#written = now;
      return false;
    }
    /* The element may have stood a little behind: what counts is how far it was moved from there. */
    const behind = this.#wanted() - this.#written;
    this.#written = now;
    this.#top = topOfScroll(now + behind, this.#count, this.#viewport);
    return true;
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const wanted = this.#wanted();
    if (!this.#element || Math.abs(wanted - this.#written) < 1) return;
    this.#element.scrollTop = wanted;
    /* Less than was wanted while the element has another height than this was told. */
    this.#written = this.#element.scrollTop;
    this.#writtenAt = performance.now();
  }

  #wanted(): number {
    return scrollOfTop(this.#top, this.#count, this.#viewport);
  }
}
