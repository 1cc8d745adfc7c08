import { decodeRecording } from '../../contract/codec.ts';
import { Trace } from '../../trace/trace.ts';
import { recordingStart } from '../layout/recording-span.ts';
import type { Stage } from './stage.ts';
import { StageFocus } from './stage-focus.svelte.ts';

const NOT_LIVE = 'This is a recording: nothing can be changed in it. Go back to the live lab first.';

const SLICE_MS = 30;

/** A recording that was opened from a file. It has no lab behind it. */
export class RecordingStage extends StageFocus implements Stage {
  readonly live = false;
  readonly version = 1;
  readonly name: string;
  readonly trace: Trace;
  /** What was wrong with the file, when only its beginning could be read. */
  readonly damage: string | undefined;

  constructor(name: string, trace: Trace, damage: string | undefined) {
    super('whole');
    this.name = name;
    this.trace = trace;
    this.damage = damage;
    this.moment.end = trace.lastT;
  }

  /**
   * Reads a recording file in slices, so that the page stays awake; `progress` is told the share that is done, 0 to 1.
   * Rejects with RecordingError when the file is no recording.
   */
  static async read(
    name: string,
    bytes: Uint8Array,
    progress: (share: number) => void,
  ): Promise<RecordingStage> {
    const { records, error } = decodeRecording(bytes);
    const trace = new Trace();
    let sliceEnd = performance.now() + SLICE_MS;
    for (const [i, record] of records.entries()) {
      trace.apply(record);
      if (i % 64 !== 0 || performance.now() < sliceEnd) continue;
      progress(i / records.length);
      await new Promise((resolve) => setTimeout(resolve));
      sliceEnd = performance.now() + SLICE_MS;
    }
    const kept = `The ${records.length.toLocaleString('en')} records before it are shown.`;
    return new RecordingStage(name, trace, error && `${error.message} ${kept}`);
  }

  get moving() {
    return this.playing;
  }
  play(speed: number): void {
    this.moment.play(speed, recordingStart(this.trace));
  }
  /** `elapsedMs` of the page went by. */
  tick(elapsedMs: number): void {
    this.moment.advance(elapsedMs);
  }
  get origins() {
    return this.trace.origins;
  }
  get settings() {
    return this.trace.settings;
  }
  changeSettings = refuse;
  restart = refuse;
  crash = refuse;
  applyFault = refuse;
  removeFault = refuse;
  clear = refuse;
}

function refuse(): Promise<never> {
  return Promise.reject(new Error(NOT_LIVE));
}
