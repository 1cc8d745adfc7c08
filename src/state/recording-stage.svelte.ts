import { RecordingError } from '../../contract/codec.ts';
import { RecordingReader } from '../../contract/recording-file.ts';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import type { RecordingSource } from '../feed/recording-source.ts';
import { recordingStart } from '../layout/recording-span.ts';
import type { Stage } from './stage.ts';
import { StageFocus } from './stage-focus.svelte.ts';

const NOT_LIVE = 'This is a recording: nothing can be changed in it. Go back to the live lab first.';

const SLICE_MS = 45;
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

/** How far the reading of a recording is. */
export interface Opening {
  /** 0 to 1; undefined where nobody said how long the recording is. */
  readonly share: number | undefined;
}

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
   * Reads a recording while it comes, in slices, so that the page stays awake. Rejects with RecordingError when not one
   * record can be read, and as the parts of the source do.
   */
  static async read(
    name: string,
    { size, parts }: RecordingSource,
    progress: (now: Opening) => void,
    place?: RecordingPlace,
  ): Promise<RecordingStage> {
    const reader = new RecordingReader();
    const trace = new Trace(decoding);
    let damage: string | undefined;
    let count = 0;
    let sliceEnd = performance.now() + SLICE_MS;
    try {
      for await (const part of parts) {
        for (const record of reader.push(part)) {
          trace.apply(record);
          count += 1;
          if (count % RECORDS_PER_LOOK !== 0 || performance.now() < sliceEnd) continue;
          progress({ share: size && Math.min(1, reader.offset / size) });
          await nextTask();
          sliceEnd = performance.now() + SLICE_MS;
        }
      }
      reader.end();
    } catch (error) {
      if (!(error instanceof RecordingError) || count === 0) throw error;
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
