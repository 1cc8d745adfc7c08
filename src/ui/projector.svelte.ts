import { forgetZoom } from '../attach/zoomed.ts';

const STORAGE_KEY = 'wire101.projector';

/** How much larger everything is for a room: type, strokes and targets. */
export const PROJECTOR_SCALE = 1.35;

/** Whether the page is shown to a room by a projector; kept in this browser. */
class Projector {
  #on = $state(wasOn());

  constructor() {
    this.#apply();
  }

  /** Reactive. */
  get on(): boolean {
    return this.#on;
  }

  toggle(): void {
    this.#on = !this.#on;
    try {
      localStorage.setItem(STORAGE_KEY, this.#on ? 'on' : 'off');
    } catch {
      /* Storage can be refused; the choice then holds until reload. */
    }
    this.#apply();
  }

  /* `zoom` scales strokes and targets with the type, and the layout answers as it does to a narrower window. */
  #apply(): void {
    document.documentElement.style.setProperty('--zoom', String(this.#on ? PROJECTOR_SCALE : 1));
    document.documentElement.classList.toggle('projector', this.#on);
    forgetZoom();
  }
}

function wasOn(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'on';
  } catch {
    return false;
  }
}

export const projector = new Projector();
