import { ControlChannel, type ControlState } from '../feed/control.ts';
import { startTicker } from '../feed/ticker.ts';
import { PageOperations } from '../operations/page-operations.ts';
import { LiveStage } from './live-stage.svelte.ts';
import { Notices } from './notices.svelte.ts';
import type { Opening, RecordingStage } from './recording-stage.svelte.ts';
import type { Stage } from './stage.ts';
import { Trust } from './trust.svelte.ts';

/** Where the lab hands out its whole recording. */
export const LAB_RECORDING = '/api/recording';
/** While a recording is read, the old picture moves no faster than this: drawing it took a quarter of the time. */
const OPENING_TICK_MS = 250;

/** How far it is, is drawn no more often than this: the drawing takes its time, too. */
const PROGRESS_MS = 200;

/** Everything of the page that outlives a screen: the channel to the lab, what is shown, what is open. */
export class Lab {
  readonly live: LiveStage;
  readonly trust: Trust;
  readonly operations: PageOperations;
  readonly notices = new Notices();
  readonly #control: ControlChannel;
  #connection = $state.raw<ControlState>({ status: 'connecting' });
  #recording = $state.raw<RecordingStage>();
  #opening = $state.raw<Opening>();
  #ownLessons = $state<number>();

  constructor(url: string) {
    /* A name for this page as long as it lives, so that the lab knows it again when it comes back. */
    const page = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    this.#control = new ControlChannel(`${url}?page=${page}`, {
      onState: (state) => {
        this.#connection = state;
        this.live.isHeard = state.status === 'open';
      },
      onHello: (hello) => {
        if (this.live.greet(hello) === 'other') this.#meetOther();
      },
      onRecording: (recording) => this.live.beginAnew(recording),
      onTimers: (timers) => (this.live.timers = timers),
      onOwnLessons: (revision) => (this.#ownLessons = revision),
      onTrouble: (text) => this.notices.warn(text),
      onRecords: (batch) => this.#takeIn(batch),
    });
    this.live = new LiveStage(
      this.#control,
      (words) => this.notices.say(words),
      (words) => {
        const run = (): void => void this.openRecordingAt(LAB_RECORDING);
        this.notices.say(words, { label: 'Open the lab’s recording', run });
      },
    );
    this.trust = new Trust(() => this.live.origins);
    this.operations = new PageOperations({
      link: this.#control,
      trust: this.trust,
      origins: () => this.live.origins,
      known: () => this.live.trace.operations,
    });
  }

  /** Reactive. */
  get connection() {
    return this.#connection;
  }
  /** Reactive. What the screens draw: the opened recording, else the live lab. */
  get stage(): Stage {
    return this.#recording ?? this.live;
  }
  /** Reactive. */
  get recording() {
    return this.#recording;
  }

  /** Reactive. Changes with the lessons that were added to the lab at run time; undefined: none that is known of. */
  get ownLessons() {
    return this.#ownLessons;
  }

  /** Reactive. How far the reading of a recording is; undefined when none is being opened. */
  get opening() {
    return this.#opening;
  }

  /** Connects and keeps the picture moving until the page goes. */
  start(): void {
    this.#control.connect();
    let passed = 0;
    startTicker((hidden, elapsedMs) => {
      passed += elapsedMs;
      if (this.#opening !== undefined && passed < OPENING_TICK_MS) return;
      this.live.tick(hidden, passed);
      this.#recording?.tick(passed);
      passed = 0;
    });
    addEventListener('pagehide', () => this.operations.leave());
  }

  reconnectNow(): void {
    this.#control.connect();
  }

  /** Shows a recording file instead of the lab, which goes on recording. A bad file changes nothing. */
  openRecording(file: File): Promise<boolean> {
    return this.#open(file.name, async (progress) => {
      const { RecordingStage } = await loadRecordingStage();
      const { fileSource } = await loadRecordingSource();
      return RecordingStage.read(file.name, fileSource(file), progress);
    });
  }

  /** The same with a recording at an address of the page's own origin. Says whether it was opened. */
  openRecordingAt(address: string): Promise<boolean> {
    return this.#open(address, async (progress) => {
      const { RecordingStage } = await loadRecordingStage();
      const { fetchRecording, recordingAddress } = await loadRecordingSource();
      const url = recordingAddress(address, location.href);
      const name = decodeURIComponent(url.pathname.split('/').at(-1) || address);
      return RecordingStage.read(name, await fetchRecording(url), progress, { recording: address });
    });
  }

  async #open(
    name: string,
    read: (progress: (now: Opening) => void) => Promise<RecordingStage>,
  ): Promise<boolean> {
    try {
      this.#opening = { share: 0 };
      let toldAt = performance.now();
      const recording = await read((now) => {
        if (performance.now() - toldAt < PROGRESS_MS) return;
        toldAt = performance.now();
        this.#opening = now;
      });
      this.#recording = recording;
      if (recording.damage !== undefined) this.notices.warn(recording.damage);
      return true;
    } catch (error) {
      this.notices.warn(`“${name}” was not opened. ${messageOf(error)} What was shown is still here.`);
      return false;
    } finally {
      this.#opening = undefined;
    }
  }

  backToLive(): void {
    this.#recording = undefined;
  }

  /** Runs something that may be refused, and tells the person when it was. */
  attempt(task: Promise<unknown>): void {
    task.catch((error: unknown) => this.notices.warn(messageOf(error)));
  }

  /** Another lab answers, or this one after a restart. What it recorded before is no longer there; here it still is. */
  #meetOther(): void {
    this.operations.meetLab();
    const { trace, selection } = this.live;
    const text = 'The lab was started again. Its new recording takes the place of the old picture.';
    if (trace.frames.length === 0) return this.notices.say(text);
    const show = async (): Promise<void> => {
      const { RecordingStage } = await loadRecordingStage();
      this.#recording = new RecordingStage('before the lab was started again', trace, undefined);
      this.#recording.select(selection);
    };
    this.notices.say(text, { label: 'Show what was there before', run: () => this.attempt(show()) });
  }

  #takeIn(batch: Uint8Array): void {
    try {
      this.live.push(batch);
    } catch (error) {
      this.notices.warn(
        `A batch of records could not be read. ${messageOf(error)} Reload the page to read them again.`,
      );
    }
  }
}

/* Not needed until a recording is opened. */
const loadRecordingStage = () => import('./recording-stage.svelte.ts');
const loadRecordingSource = () => import('../feed/recording-source.ts');

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
