import {
  fetchRecording,
  fileSource,
  recordingAddress,
  type RecordingSource,
} from '../../feed/recording-source.ts';
import { RecordingStage, type Opening } from '../../state/recording-stage.svelte.ts';

/** What is compared with what: kept while the page lives, so that going to another view and back changes nothing. */
class Comparison {
  a = $state('first-half');
  b = $state('second-half');
  #other = $state.raw<RecordingStage>();
  #opening = $state.raw<Opening>();
  #problem = $state('');

  /** Reactive. The second recording; undefined when the shown one is compared with itself. */
  get other(): RecordingStage | undefined {
    return this.#other;
  }
  /** Reactive. How far the reading of it is; undefined when none is being opened. */
  get opening(): Opening | undefined {
    return this.#opening;
  }
  /** Reactive. Why it was not opened, for people. */
  get problem(): string {
    return this.#problem;
  }

  openFile(file: File): Promise<void> {
    return this.#open(file.name, () => Promise.resolve(fileSource(file)));
  }

  /** An address of the page's own origin. */
  openAddress(address: string): Promise<void> {
    return this.#open(address, async () => fetchRecording(recordingAddress(address, location.href)));
  }

  closeOther(): void {
    this.#other = undefined;
    this.a = 'first-half';
    this.b = 'second-half';
  }

  async #open(name: string, read: () => Promise<RecordingSource>): Promise<void> {
    this.#opening = { share: 0 };
    this.#problem = '';
    try {
      this.#other = await RecordingStage.read(name, await read(), (now) => (this.#opening = now));
      this.a = 'whole';
      this.b = 'whole';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#problem = `“${name}” was not opened. ${reason} What was compared is still here.`;
    } finally {
      this.#opening = undefined;
    }
  }
}

export const comparison = new Comparison();
