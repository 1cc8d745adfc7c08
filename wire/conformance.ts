/*
 * Test helper, not part of the library: runs the documents of conformance-document.ts against a decoder.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe as group, expect, test } from 'vitest';
import { parseConformance, type ConformanceCase } from './conformance-document.ts';
import type { DiagnosticDefinition } from './diagnostic.ts';
import type { Decoder, Frame } from './frame.ts';

export interface ConformanceSubject<F extends Frame, Options> {
  /** The folder below wire/, such as `http2`. */
  readonly protocol: string;
  readonly decoder: (options: Options) => Decoder<F>;
  /** What stands after the type in a `frames` line. May be empty. */
  readonly describe: (frame: F) => string;
  /** When given, each code of the table must be triggered by a case. */
  readonly diagnostics?: Readonly<Record<string, DiagnosticDefinition>>;
}

/** Inputs up to this many bytes are run at every chunk size; longer ones at sizes up to this and some larger. */
const EVERY_CHUNK_SIZE_UP_TO = 600;

/** Every case of a protocol, document by document. Throws when there is no document. */
export function readConformance(protocol: string): ConformanceCase[] {
  const folder = fileURLToPath(new URL(`${protocol}/conformance/`, import.meta.url));
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort();
  if (files.length === 0) throw new Error(`There is no conformance document for ${protocol}.`);
  return files.flatMap((file) => parseConformance(readFileSync(join(folder, file), 'utf8'), basename(file)));
}

/** What the decoder made of an input, as lines of a `frames` block. */
export function frameLines<F extends Frame>(frames: readonly F[], describe: (frame: F) => string): string[] {
  return frames.flatMap((frame) => [
    `${frame.start}-${frame.end} ${frame.type} ${describe(frame)}`.trimEnd(),
    ...frame.diagnostics.map(({ code, start, end }) => `  ! ${code} ${start}-${end}`),
  ]);
}

function chunkSizes(length: number): number[] {
  const sizes = Array.from({ length: Math.min(length, EVERY_CHUNK_SIZE_UP_TO) }, (_, index) => index + 1);
  for (let size = 1024; size < length; size *= 2) sizes.push(size - 1, size, size + 1);
  if (length > EVERY_CHUNK_SIZE_UP_TO) sizes.push(length - 1, length);
  return sizes.length === 0 ? [1] : sizes;
}

/** Pushes the input in pieces of `size` bytes, then ends it. */
export function decodeInChunks<F extends Frame>(decoder: Decoder<F>, input: Uint8Array, size: number): F[] {
  const frames: F[] = [];
  for (let at = 0; at < input.length; at += size) {
    for (const frame of decoder.push(input.subarray(at, at + size))) frames.push(frame);
  }
  for (const frame of decoder.end()) frames.push(frame);
  return frames;
}

/** Runs one case at every chunk size. Throws, with the size, when the lines are not those of the document. */
export function checkCase<F extends Frame, Options>(
  subject: Pick<ConformanceSubject<F, Options>, 'decoder' | 'describe'>,
  { place, options, input, frames }: ConformanceCase,
): void {
  for (const size of chunkSizes(input.length)) {
    const decoder = subject.decoder(options as Options);
    const lines = frameLines(decodeInChunks(decoder, input, size), subject.describe);
    expect(lines, `${place}, in chunks of ${size} bytes`).toEqual(frames);
  }
}

/** Makes one test a case of every document of the protocol; each runs at every chunk size. */
export function runConformance<F extends Frame, Options = Record<string, unknown>>(
  subject: ConformanceSubject<F, Options>,
): void {
  const cases = readConformance(subject.protocol);
  group(`${subject.protocol} conformance`, () => {
    for (const one of cases) {
      test(`${one.place} ${one.sentence}`, () => checkCase(subject, one));
    }
    const { diagnostics } = subject;
    if (diagnostics) {
      test('every diagnostic is triggered by a conformance case', () => {
        const seen = new Set(
          cases.flatMap((one) => one.frames.map((line) => /^ {2}! (\S+)/.exec(line)?.[1])),
        );
        expect(Object.keys(diagnostics).filter((code) => !seen.has(code))).toEqual([]);
      });
    }
  });
}
