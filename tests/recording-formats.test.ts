import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encodeFileHeader, encodeRecord, FORMAT_VERSION } from '../contract/codec.ts';
import { decodeRecording } from '../contract/recording-file.ts';
import { frameJson, wireOrder, type FrameJson } from '../trace/export/frame-json.ts';
import { decoding } from '../trace/decoding.ts';
import { Trace } from '../trace/trace.ts';
import { joinBytes } from '../wire/bytes.ts';

/*
 * One stored recording of every format version, and beside it the frames that it was said to hold when it was made. Both
 * stay as they are: what a version once recorded has to be read for good (docs/recording-format.md).
 */
const FIXTURES = new URL('fixtures/', import.meta.url);
const versions = readdirSync(FIXTURES)
  .map((name) => /^recording-v(\d+)\.w101$/.exec(name)?.[1])
  .filter((version) => version !== undefined)
  .map(Number)
  .sort((a, b) => a - b);

const read = (version: number): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`recording-v${version}.w101`, FIXTURES)));

/** Frames without what we say of them: words and diagnostics may become better. */
function framesOf(version: number): Omit<FrameJson, 'summary' | 'diagnostics'>[] {
  const { records, error } = decodeRecording(read(version));
  expect(error).toBeUndefined();
  const trace = new Trace(decoding);
  for (const record of records) trace.apply(record);
  return wireOrder(trace).map((row) => {
    const { summary: _summary, diagnostics: _diagnostics, ...facts } = frameJson(trace, row);
    return facts;
  });
}

test('every format version up to the current one has a stored recording', () => {
  expect(versions).toEqual(Array.from({ length: FORMAT_VERSION }, (_, i) => i + 1));
});

describe.each(versions)('a stored recording of format version %i', (version) => {
  test('says its version and can be read whole', () => {
    expect(read(version)[4]).toBe(version);
    expect(decodeRecording(read(version)).error).toBeUndefined();
  });

  test('has the frames that it had when it was made', () => {
    const stored = JSON.parse(
      readFileSync(new URL(`recording-v${version}.json`, FIXTURES), 'utf8'),
    ) as unknown;
    expect(framesOf(version)).toEqual(stored);
  });

  test('has operations, faults, keys and settings, not frames alone', () => {
    const types = new Set(decodeRecording(read(version)).records.map(({ type }) => type));
    for (const type of [
      'lab',
      'operation',
      'fault',
      'keylog',
      'tls-established',
      'connection-closed',
      'client-hello',
    ]) {
      expect(types, type).toContain(type);
    }
  });
});

test('the recording of version 3 tells of a restart and of a crash', () => {
  const restarts = decodeRecording(read(3)).records.filter((record) => record.type === 'restart');
  expect(restarts.map(({ kind, phase }) => `${kind} ${phase}`)).toEqual([
    'graceful down',
    'graceful up',
    'crash down',
    'crash up',
  ]);
});

test('what was read can be written and read again as the same records', () => {
  const { records } = decodeRecording(read(FORMAT_VERSION));
  const written = joinBytes([encodeFileHeader(), ...records.map((record) => encodeRecord(record))]);
  expect(decodeRecording(written)).toEqual({ records, error: undefined });
});
