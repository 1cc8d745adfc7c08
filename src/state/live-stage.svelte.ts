import type { Fault, FaultType } from '../../contract/faults.ts';
import type { CrashOptions, RestartOptions } from '../../contract/restart.ts';
import type { OriginAddresses } from '../../contract/origin.ts';
import type { LabSettings, LabSettingsPatch } from '../../contract/settings.ts';
import type { Decoding } from '../../trace/decoding.ts';
import type { Hello, LabLink, Timers } from '../feed/control.ts';
import { markApplied } from '../feed/applied-mark.ts';
import { relocateFrame } from '../feed/frame-name.ts';
import { TraceFeed } from '../feed/trace-feed.ts';
import { count, formatBytes } from '../layout/units.ts';
import type { FaultPlace, Stage } from './stage.ts';
import { StageFocus } from './stage-focus.svelte.ts';

/* Leaves most of a 16 ms frame to drawing. */
const BUDGET_MS = 6;
/* Where drawing makes frames long, records get this share of the time all the same: otherwise more and more would wait. */
const BUDGET_SHARE = 0.3;
const MOST_BUDGET_MS = 40;
const HIDDEN_BUDGET_MS = 150;

/** The lab, live, as every view draws it. */
export class LiveStage extends StageFocus implements Stage {
  readonly live = true;
  readonly #link: LabLink;
  #decoding: Decoding | undefined;
  readonly #feed = new TraceFeed(
    () => performance.now(),
    () => this.#decoding,
  );
  #trace = $state.raw(this.#feed.trace);
  #version = $state(0);
  #origins = $state.raw<OriginAddresses>();
  #settings = $state.raw<LabSettings>();
  #lab = $state('');
  #recording = $state('');
  #same = false;
  /** How many timers of the leaky handler run, and of the clean one; undefined before the lab has told. */
  timers = $state.raw<Timers>();
  /** Whether the lab is heard. While it is not, time stands still: nobody knows what is on the wire. */
  isHeard = $state(false);

  readonly #tellOlder: (words: string) => void;
  #toldFrames = 0;

  /** `tell`: something for the person to read. `tellOlder`: the same, about what only the lab still has. */
  constructor(link: LabLink, tell: (words: string) => void, tellOlder: (words: string) => void) {
    super(10_000);
    this.#link = link;
    this.#tellOlder = tellOlder;
    /* More than half of the page's first code; what stands on the page before it needs none of it. */
    import('../../trace/decoding.ts').then(
      ({ decoding }) => (this.#decoding = decoding()),
      () => tell('The decoders could not be loaded, so nothing is drawn. Reload the page to try again.'),
    );
  }

  get trace() {
    return this.#trace;
  }
  get version() {
    return this.#version;
  }
  get moving() {
    return this.playing || (this.isHeard && !this.past);
  }
  play(speed: number): void {
    this.moment.play(speed, this.end);
  }
  get origins() {
    return this.#origins;
  }
  get settings() {
    return this.#settings;
  }
  /** Reactive. Changes when another lab, or the same one started again, answers. Empty before the first. */
  get lab() {
    return this.#lab;
  }
  /** Reactive. The name of the lab's recording; it changes with `clear`. Empty before the lab was first heard. */
  get recording() {
    return this.#recording;
  }
  async changeSettings(patch: LabSettingsPatch): Promise<void> {
    await this.#link.ask({ type: 'change-settings', settings: patch });
  }
  async restart(options: RestartOptions): Promise<void> {
    await this.#link.ask({ type: 'restart', ...options });
  }
  async crash(options: CrashOptions): Promise<void> {
    await this.#link.ask({ type: 'crash', ...options });
  }
  async applyFault(place: FaultPlace, fault: Fault): Promise<void> {
    await this.#link.ask(
      typeof place === 'number'
        ? { type: 'apply-fault', conn: place, fault }
        : { type: 'apply-origin-fault', origin: place, fault },
    );
  }
  async removeFault(place: FaultPlace, fault: FaultType): Promise<void> {
    await this.#link.ask(
      typeof place === 'number'
        ? { type: 'remove-fault', conn: place, fault }
        : { type: 'remove-origin-fault', origin: place, fault },
    );
  }
  async clear(): Promise<void> {
    await this.#link.ask({ type: 'clear' });
  }

  /** Whether this page had older frames and let go of them. */
  get hasOlder(): boolean {
    return this.#feed.older.frames > 0;
  }

  /** The lab was reached; its kept recording follows. Says whether it is the lab that was shown before, if any was. */
  greet(hello: Hello): 'first' | 'same' | 'other' {
    const before = this.#lab;
    this.#same = before === hello.lab && this.#recording === hello.recording;
    this.#lab = hello.lab;
    this.#recording = hello.recording;
    this.#origins = hello.origins;
    this.#settings = hello.settings;
    this.#feed.replay(this.#same);
    if (before === '') return 'first';
    return before === hello.lab ? 'same' : 'other';
  }

  /** A new recording began: what was shown is dropped. */
  beginAnew(recording: string): void {
    this.#recording = recording;
    this.#same = false;
    this.#feed.drop();
    this.#show();
  }

  push(batch: Uint8Array): void {
    this.#feed.push(batch);
  }

  /** Once an animation frame: takes in what came, and moves time on. The past may be shown; the recording goes on. */
  tick(hidden: boolean, elapsedMs: number): void {
    const budgetMs = Math.min(MOST_BUDGET_MS, Math.max(BUDGET_MS, BUDGET_SHARE * elapsedMs));
    const changed = this.#feed.step(hidden ? HIDDEN_BUDGET_MS : budgetMs);
    if (changed === 'trace') this.#show();
    else if (changed === 'content') this.#version += 1;
    if (this.#feed.applied.records > 0) markApplied(this.#feed.applied, this.#feed.trace);
    this.#settings = this.#trace.settings ?? this.#settings;
    const now = this.isHeard ? this.#link.clock.toLab(performance.now()) : undefined;
    /* Time shown never runs backwards while a better clock estimate comes in. */
    this.moment.end = Math.max(now ?? 0, this.#trace.lastT);
    this.moment.advance(elapsedMs);
  }

  /** Shows the trace the feed has now, with the selection carried over as far as it is still there. */
  #show(): void {
    const before = this.#trace;
    const trace = this.#feed.trace;
    const { frame, conn, op } = this.selection;
    this.select({
      frame: frame === undefined ? undefined : relocateFrame(before, frame, trace),
      conn: conn !== undefined && trace.connections.has(conn) ? conn : undefined,
      op: op !== undefined && trace.operations.has(op) ? op : undefined,
    });
    this.#sayOlder(frame !== undefined && this.selection.frame === undefined);
    this.#trace = trace;
    /* A trace that only became smaller is the same recording: a moment of the past stays. */
    this.moment.restart(trace.lastT, this.#same || this.#feed.older.bytes > 0);
    this.#version += 1;
  }

  /** Says what the page let go of, and where it still is. `lost`: the selected frame is part of it. */
  #sayOlder(lost: boolean): void {
    const { frames, bytes } = this.#feed.older;
    if (frames > this.#toldFrames) {
      this.#tellOlder(
        `${count(frames, 'older frame')} (${formatBytes(bytes)}) are no longer in this page${lost ? ', the selected one among them' : ''}. The lab’s recording still has what fits into 256 MiB: Save keeps it as a file.`,
      );
    }
    this.#toldFrames = frames;
  }
}
