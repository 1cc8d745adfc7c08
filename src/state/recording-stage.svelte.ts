import { decodeRecording } from '../../contract/codec.ts';
import { Trace } from '../../trace/trace.ts';
import type { Selection, Stage } from './stage.ts';

const NOT_LIVE = 'This is a recording: nothing can be changed in it. Go back to the live lab first.';

/** A recording that was opened from a file. It has no lab behind it. */
export class RecordingStage implements Stage {
  readonly live = false;
  readonly version = 1;
  readonly name: string;
  readonly trace: Trace;
  /** What was wrong with the file, when only its beginning could be read. */
  readonly damage: string | undefined;
  paused = false;
  #selection = $state.raw<Selection>({});

  /** Throws RecordingError when the file is no recording. */
  constructor(name: string, bytes: Uint8Array) {
    const { records, error } = decodeRecording(bytes);
    this.name = name;
    this.trace = new Trace();
    for (const record of records) this.trace.apply(record);
    this.damage =
      error && `${error.message} The ${records.length.toLocaleString('en')} records before it are shown.`;
  }

  get now() {
    return this.trace.lastT;
  }
  get selection() {
    return this.#selection;
  }
  get origins() {
    return this.trace.origins;
  }
  get settings() {
    return this.trace.settings;
  }
  select(selection: Selection): void {
    this.#selection = selection;
  }
  changeSettings = refuse;
  applyFault = refuse;
  removeFault = refuse;
  clear = refuse;
}

function refuse(): Promise<never> {
  return Promise.reject(new Error(NOT_LIVE));
}
