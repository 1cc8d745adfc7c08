import type { Direction } from '../../contract/direction.ts';
import type { Cancel, Clock } from '../context.ts';

/** How long a change waits to be told, so that bytes that only pass are not told at all. */
const TELL_MS = 50;

/** Tells how many bytes faults hold in one direction, when that has changed, and not too often. */
export class HeldMeter {
  readonly direction: Direction;
  #bytes = 0;
  #told = 0;
  #timer: Cancel | undefined;
  readonly #clock: Clock;
  readonly #tell: (direction: Direction, bytes: number) => void;

  constructor(direction: Direction, clock: Clock, tell: (direction: Direction, bytes: number) => void) {
    this.direction = direction;
    this.#clock = clock;
    this.#tell = tell;
  }

  set(bytes: number): void {
    this.#bytes = bytes;
    this.#timer ??= this.#clock.after(TELL_MS, () => {
      this.#timer = undefined;
      if (this.#bytes === this.#told) return;
      this.#told = this.#bytes;
      this.#tell(this.direction, this.#bytes);
    });
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
