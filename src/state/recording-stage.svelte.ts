import { openRecording, RecordingError } from '../../contract/codec.ts';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import { recordingStart } from '../layout/recording-span.ts';
import type { Stage } from './stage.ts';
import { StageFocus } from './stage-focus.svelte.ts';

const NOT_LIVE = 'This is a recording: nothing can be changed in it. Go back to the live lab first.';

const SLICE_MS = 30;
/* Looking at the clock costs more than most records do. */
const RECORDS_PER_LOOK = 64;

/* Not setTimeout, which browsers hold back by 4 ms when it is nested. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** An address on the page's origin, or the name of a file that only this person has. */
export type RecordingPlace = { readonly recording: string } | { readonly file: string };

/** A recording that was opened from a file. It has no lab behind it. */
export class RecordingStage extends StageFocus implements Stage {
  readonly live = false;
  readonly version = 1;
  readonly name: string;
  /** Where it is from, as links name it. */
  readonly place: RecordingPlace;
  readonly trace: Trace;
  /** What was wrong with the file, when only its beginning could be read. */
  readonly damage: string | undefined;

  constructor(
    name: string,
    trace: Trace,
    damage: string | undefined,
    place: RecordingPlace = { file: name },
  ) {
    super('whole');
    this.name = name;
    this.place = place;
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
    place?: RecordingPlace,
  ): Promise<RecordingStage> {
    const reader = openRecording(bytes);
    const trace = new Trace(decoding);
    let damage: string | undefined;
    let count = 0;
    let sliceEnd = performance.now() + SLICE_MS;
    try {
      for (const record of reader.records) {
        trace.apply(record);
        count += 1;
        if (count % RECORDS_PER_LOOK !== 0 || performance.now() < sliceEnd) continue;
        progress(reader.place.at / bytes.length);
        await nextTask();
        sliceEnd = performance.now() + SLICE_MS;
      }
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      damage = `${error.message} The ${count.toLocaleString('en')} records before it are shown.`;
    }
    return new RecordingStage(name, trace, damage, place);
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
