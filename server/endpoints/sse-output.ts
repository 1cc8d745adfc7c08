import type { Response } from 'express';
import { constants, createGzip } from 'node:zlib';

/** How the text of an event stream goes out. */
export interface SseOutputOptions {
  /** Compress with gzip. The response has to say so, and the client to accept it. */
  readonly gzip: boolean;
  /** Whether gzip lets go of each event at once, or keeps what it has until its buffer is full. */
  readonly flush: 'event' | 'buffered';
  /** Send each event in two parts, the second once the first is on its way: two chunks, or two DATA frames. */
  readonly split: boolean;
}

export interface SseOutput {
  /** Writes one event. False: leave it alone until it is ready again. */
  write(text: string): boolean;
  /** Writes a comment or `retry`, unless an event is under way or the client does not read: it is not worth the wait. */
  note(text: string): void;
  /** Calls `task` each time it can take more after `write` has returned false. */
  onReady(task: () => void): void;
  end(): void;
}

/** Writes to `res`, whose header section is sent already. */
export function openOutput(
  res: Response,
  { gzip, flush, split }: SseOutputOptions = { gzip: false, flush: 'event', split: false },
): SseOutput {
  const onFlush = flush === 'event' ? constants.Z_SYNC_FLUSH : constants.Z_NO_FLUSH;
  const compressor = gzip ? createGzip({ flush: onFlush }) : undefined;
  // A client that goes away leaves the compressor with nowhere to write. Its memory is not the garbage collector's.
  compressor?.pipe(res);
  if (compressor !== undefined) res.on('close', () => compressor.destroy());
  const sink = compressor ?? res;

  let ready = true;
  const readers: (() => void)[] = [];
  const becomeReady = (): void => {
    ready = true;
    for (const task of readers) task();
  };
  // `write` returns false once more is waiting than the client reads; `drain` says that it has caught up.
  if (!split) sink.on('drain', becomeReady);

  let secondPart: Buffer | undefined;
  const writeSecondPart = (): void => {
    if (secondPart === undefined || res.destroyed) return;
    sink.write(secondPart, becomeReady);
    secondPart = undefined;
  };
  const writeInTwoParts = (text: string): false => {
    const bytes = Buffer.from(text);
    const middle = Math.ceil(bytes.length / 2);
    secondPart = bytes.subarray(middle);
    // Called back when the first part has been handed on: written at once, HTTP/2 would put both into one DATA frame.
    sink.write(bytes.subarray(0, middle), writeSecondPart);
    return false;
  };

  return {
    write(text) {
      ready = split ? writeInTwoParts(text) : sink.write(text);
      return ready;
    },
    note(text) {
      if (ready) sink.write(text);
    },
    onReady: (task) => void readers.push(task),
    end() {
      writeSecondPart();
      sink.end();
    },
  };
}
