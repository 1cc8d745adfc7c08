import { describe, expect, test } from 'vitest';
import { encodeFileHeader, encodeRecord, FORMAT_VERSION, MAX_RECORD_BYTES, RecordingError } from './codec.ts';
import { decodeRecording, RecordingReader } from './recording-file.ts';
import type { CaptureRecord } from './records.ts';
import { DEFAULT_LAB_SETTINGS } from './settings.ts';
import { encodeUtf8 } from './text.ts';

const CHUNK: CaptureRecord = {
  type: 'chunk',
  t: 1.5,
  conn: 7,
  direction: 'server-to-client',
  bytes: Uint8Array.of(1, 2, 3),
};

const file = (...parts: Uint8Array[]): Uint8Array =>
  Uint8Array.of(...encodeFileHeader(), ...parts.flatMap((part) => [...part]));

/** A JSON record as a file holds it, whatever it says. */
function json(value: unknown): Uint8Array {
  const text = encodeUtf8(JSON.stringify(value));
  const header = new Uint8Array(8);
  header[0] = 1;
  new DataView(header.buffer).setUint32(4, text.length, true);
  return Uint8Array.of(...header, ...text);
}

const lab = (settings: object): object => ({
  type: 'lab',
  t: 0,
  epochMs: 0,
  version: '0.1.0',
  origins: { http1: 'http://a', http2: 'https://b', http1tls: 'https://c' },
  settings,
});

describe('a recording file', () => {
  test('begins with W101 and its version; anything else is refused with what it is', () => {
    expect(decodeRecording(file())).toEqual({ records: [], error: undefined });
    for (const bytes of [new Uint8Array(0), encodeUtf8('W10'), encodeUtf8('GIF89a, not ours')]) {
      expect(() => decodeRecording(bytes)).toThrow('it does not begin with "W101"');
    }
    const withVersion = (version: number): Uint8Array => file().with(4, version);
    expect(() => decodeRecording(withVersion(FORMAT_VERSION + 1))).toThrow('Update Wire 101 to open it.');
    expect(() => decodeRecording(withVersion(0))).toThrow('There is no format version 0');
  });

  test('that is cut anywhere keeps the records before the cut, and says where it was', () => {
    const whole = file(encodeRecord(CHUNK), encodeRecord(CHUNK));
    const length = (whole.length - 8) / 2;
    for (let end = 8; end < whole.length; end++) {
      const { records, error } = decodeRecording(whole.subarray(0, end));
      const complete = Math.floor((end - 8) / length);
      expect(records).toHaveLength(complete);
      const isBetween = (end - 8) % length === 0;
      expect(error?.offset).toBe(isBetween ? undefined : 8 + complete * length);
    }
  });

  test.each([
    ['of an unknown kind', Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0), 'unknown kind (9)'],
    ['that is no JSON', Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 0x7b), 'is not JSON'],
    ['of an unknown type', json({ type: 'other', t: 0 }), 'is not valid: type'],
    ['without a time', json({ type: 'cleared' }), 'is not valid: t'],
    ['of a connection 0', encodeRecord({ ...CHUNK, conn: 0 }), 'no valid time or connection'],
    ['that claims too much', Uint8Array.of(2, 0, 0, 0, 1, 0, 0, 4), `claims ${MAX_RECORD_BYTES + 1} bytes`],
  ])('stops at a record %s, and keeps what was before', (_, bad, message) => {
    const { records, error } = decodeRecording(file(encodeRecord(CHUNK), bad, encodeRecord(CHUNK)));
    expect(records).toEqual([CHUNK]);
    expect(error).toBeInstanceOf(RecordingError);
    expect(error?.message).toContain(message);
  });
});

describe('a recording file that comes in parts', () => {
  /* The second record is longer than a header, the third shorter than most parts, the last has no bytes. */
  const RECORDS: readonly CaptureRecord[] = [
    CHUNK,
    { ...CHUNK, t: 2, bytes: Uint8Array.from({ length: 90 }, (_, i) => i) },
    { type: 'cleared', t: 3 },
    { ...CHUNK, t: 4, bytes: new Uint8Array(0) },
  ];
  const whole = file(...RECORDS.map(encodeRecord));
  const inParts = (bytes: Uint8Array, size: number): Uint8Array[] =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.slice(i * size, Math.min(bytes.length, (i + 1) * size)),
    );

  test('has the same records however it is cut, and says where the next one begins', () => {
    for (let size = 1; size <= whole.length; size++) {
      const reader = new RecordingReader();
      const records: CaptureRecord[] = [];
      const offsets: number[] = [];
      for (const part of inParts(whole, size)) {
        for (const record of reader.push(part)) {
          records.push(record);
          offsets.push(reader.offset);
        }
      }
      reader.end();
      expect(records).toEqual(RECORDS);
      const ends = RECORDS.map((_, i) => file(...RECORDS.slice(0, i + 1).map(encodeRecord)).length);
      expect(offsets).toEqual(ends);
    }
  });

  test('ends with the same error at every cut as the file that came at once', () => {
    for (let end = 0; end < whole.length; end++) {
      const cut = whole.slice(0, end);
      const reading = (size: number): string => {
        try {
          const reader = new RecordingReader();
          for (const part of inParts(cut, size)) for (const _ of reader.push(part));
          reader.end();
          return 'whole';
        } catch (error) {
          return error instanceof RecordingError ? `${error.offset}: ${error.message}` : String(error);
        }
      };
      expect([3, 7, 50].map(reading)).toEqual([reading(1_000), reading(1_000), reading(1_000)]);
    }
  });

  test('names the byte of the whole file where a later part is damaged', () => {
    const reader = new RecordingReader();
    expect([...reader.push(whole)]).toHaveLength(RECORDS.length);
    const bad = Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0);
    expect(() => [...reader.push(bad)]).toThrow(
      `The record at byte ${whole.length} is of an unknown kind (9).`,
    );
  });
});

test('a switch that a recording does not name is as it is by default, and one we do not know is passed over', () => {
  const { retryMs: _retryMs, ...older } = { ...DEFAULT_LAB_SETTINGS, heartbeatMs: 5 };
  const { records, error } = decodeRecording(
    file(json(lab({ ...older, newer: true })), json({ type: 'settings', t: 1, settings: {} })),
  );
  expect(error).toBeUndefined();
  expect(records).toMatchObject([
    { settings: { ...DEFAULT_LAB_SETTINGS, heartbeatMs: 5 } },
    { settings: DEFAULT_LAB_SETTINGS },
  ]);
  expect(records[0]).not.toHaveProperty('settings.newer');
  expect(decodeRecording(file(json(lab({ heartbeatMs: -1 })))).error?.message).toContain('heartbeatMs');
});
