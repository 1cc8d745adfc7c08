import type { Decoder, Frame } from '../../wire/frame.ts';
import type { Span } from '../../wire/span.ts';
import { checkSpans, checkTiling, law, same } from './laws.ts';
import { mutate } from './mutate.ts';
import type { Random } from './random.ts';
import type { Subject } from './subject.ts';

/** Bytes that an encoder made, and what must come out of them. */
export interface ValidInput<F> {
  readonly bytes: Uint8Array;
  /** Throws LawBroken when the frames are not those that were encoded. */
  expect(frames: readonly F[]): void;
}

/** How an incremental decoder is fuzzed. `Options` are chosen anew for each case. */
export interface StreamSubject<F extends Frame, D extends Decoder<F>, Options> {
  readonly name: string;
  /** Pieces that inputs of this protocol are made of. */
  readonly words: readonly Uint8Array[];
  options(random: Random): Options;
  decoder(options: Options): D;
  valid(random: Random, options: Options): ValidInput<F>;
  /** A view of the options under which what an encoder wrote is decoded: no small bounds. */
  unbounded(options: Options): Options;
  summarize(frame: F): string;
  explain(bytes: Uint8Array, frame: F, options: Options): Span;
  mayBeEmpty?(frame: F): boolean;
  /** What the decoder says beside its frames; asked after every chunk. */
  drain?(decoder: D, into: Aside): void;
  /** Frames must not hold views of a chunk: it is written over after each push. */
  readonly keepsNoChunk: boolean;
}

/** What came out beside the frames: body bytes by message, and bytes that were not read at all. */
export interface Aside {
  readonly bodies: Record<number, number[]>;
  rest: number;
}

interface Outcome<F> {
  readonly frames: readonly F[];
  readonly aside: Aside;
}

/** The length of the next chunk, by one of three habits: byte by byte, all alike, or each another. */
function chunkSizes(random: Random): () => number {
  const habit = random.below(3);
  if (habit === 0) return () => 1;
  const size = 1 + random.below(24);
  return habit === 1 ? () => size : () => 1 + random.below(24);
}

function decode<F extends Frame, D extends Decoder<F>, Options>(
  subject: StreamSubject<F, D, Options>,
  options: Options,
  input: Uint8Array,
  nextSize: () => number,
): Outcome<F> {
  const decoder = subject.decoder(options);
  const frames: F[] = [];
  const aside: Aside = { bodies: {}, rest: 0 };
  for (let at = 0; at < input.length;) {
    const end = Math.min(input.length, at + nextSize());
    const chunk = subject.keepsNoChunk ? input.slice(at, end) : input.subarray(at, end);
    for (const frame of decoder.push(chunk)) frames.push(frame);
    subject.drain?.(decoder, aside);
    if (subject.keepsNoChunk) chunk.fill(0x2e);
    at = end;
    const pending = decoder.pending();
    law(
      pending === undefined || (pending.start >= (frames.at(-1)?.end ?? 0) && pending.end === at),
      'What is pending lies behind the last frame, up to the last byte',
      () => JSON.stringify(pending),
    );
  }
  for (const frame of decoder.end()) frames.push(frame);
  subject.drain?.(decoder, aside);
  law(decoder.pending() === undefined, 'Nothing is pending after the end');
  return { frames, aside };
}

/** A random input: noise, words in a row, or a valid one with faults. */
function anyInput<F extends Frame, D extends Decoder<F>, Options>(
  subject: StreamSubject<F, D, Options>,
  options: Options,
  random: Random,
): Uint8Array {
  const choice = random.below(8);
  if (choice === 0) return random.bytes(random.below(120));
  if (choice > 2) return mutate(random, subject.valid(random, options).bytes, subject.words);
  const runs = random.list(16, () =>
    random.once(6) ? random.bytes(1 + random.below(4)) : random.pick(subject.words),
  );
  return Uint8Array.from(runs.flatMap((run) => [...run]));
}

/** The laws of every incremental decoder. */
export function streamSubject<F extends Frame, D extends Decoder<F>, Options>(
  subject: StreamSubject<F, D, Options>,
): Subject {
  const check: Subject['check'] = (random, note) => {
    const chosen = subject.options(random);
    const isValid = random.once(4);
    const options = isValid ? subject.unbounded(chosen) : chosen;
    const valid = isValid ? subject.valid(random, options) : undefined;
    const input = valid?.bytes ?? anyInput(subject, options, random);
    note(input);
    const whole = decode(subject, options, input, () => input.length);
    valid?.expect(whole.frames);
    same('Chunking changes nothing', decode(subject, options, input, chunkSizes(random)), whole);
    checkTiling(whole.frames, input.length - whole.aside.rest, subject.mayBeEmpty?.bind(subject));
    for (const frame of whole.frames) {
      const bytes = input.subarray(frame.start, frame.end);
      checkSpans(subject.explain(bytes, frame, options), frame.start, frame.end);
      law(subject.summarize(frame) !== undefined, 'A frame has a summary');
    }
  };
  return { name: subject.name, check };
}
