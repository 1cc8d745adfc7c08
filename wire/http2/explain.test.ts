import { describe, expect, test } from 'vitest';
import { createHpackDecoder } from '../hpack/decoder.ts';
import type { Span } from '../span.ts';
import { spanFaults } from '../span-laws.ts';
import {
  encodeData,
  encodeFrame,
  encodeGoaway,
  encodeHeaders,
  encodePing,
  encodePushPromise,
  encodeRstStream,
  encodeSettings,
  encodeWindowUpdate,
} from './encode.ts';
import { explainHttp2 } from './explain.ts';
import { CONNECTION_PREFACE } from './preface.ts';

/** The payload's spans as `label: value`. */
function payload(bytes: Uint8Array): string[] {
  const root = explainHttp2(bytes, 0);
  expect(spanFaults(root)).toEqual([]);
  const spans = root.children?.find(({ field }) => field === 'http2.payload')?.children ?? [];
  return spans.map(({ label, value }) => `${label}: ${value}`);
}

function find(span: Span, field: string): Span | undefined {
  if (span.field === field) return span;
  for (const child of span.children ?? []) {
    const found = find(child, field);
    if (found) return found;
  }
  return undefined;
}

describe('an HTTP/2 frame is explained', () => {
  test('from its header down to the bits', () => {
    const root = explainHttp2(encodeData(5, Uint8Array.from(Buffer.from('Hello')), { endStream: true }), 40);
    expect(root).toMatchObject({
      label: 'HTTP/2 frame',
      value: 'DATA',
      start: 40,
      end: 54,
      spec: 'RFC 9113 §6.1',
    });
    const [header, data] = root.children ?? [];
    expect(
      header?.children?.map(({ label, start, end, bits, value }) => [label, start, end, bits, value]),
    ).toEqual([
      ['Length', 40, 43, undefined, '5'],
      ['Type', 43, 44, undefined, 'DATA (0x00)'],
      ['Flags', 44, 45, undefined, '0x01'],
      ['Reserved', 45, 49, 0x8000_0000, '0'],
      ['Stream Identifier', 45, 49, 0x7fff_ffff, '5'],
    ]);
    const flags = header?.children?.[2]?.children ?? [];
    expect(flags.map(({ label, bits, value }) => [label, bits, value])).toEqual([
      ['PADDED', 0x08, '0'],
      ['END_STREAM', 0x01, '1'],
      ['Unused Flags', 0xf6, '0x0'],
    ]);
    expect(data?.children?.map(({ label, value }) => [label, value])).toEqual([['Data', '"Hello"']]);
  });

  test('each payload in the words of the specification', () => {
    expect(payload(encodeSettings([{ id: 4, value: 65_535 }]))).toEqual([
      'SETTINGS_INITIAL_WINDOW_SIZE: 65,535 bytes',
    ]);
    expect(payload(encodeSettings([{ id: 0xd, value: 1 }]))).toEqual(['Unknown setting 0x0d: 1']);
    expect(payload(encodeRstStream(1, 8))).toEqual(['Error Code: CANCEL (0x8)']);
    expect(payload(encodeGoaway(5, 0, 'bye'))).toEqual([
      'Reserved: 0',
      'Last-Stream-ID: 5',
      'Error Code: NO_ERROR (0x0)',
      'Additional Debug Data: "bye"',
    ]);
    expect(payload(encodeWindowUpdate(0, 15_663_105))).toEqual([
      'Reserved: 0',
      'Window Size Increment: 15,663,105',
    ]);
    expect(payload(encodePing(new Uint8Array(8)))).toEqual(['Opaque Data: 0x0000000000000000']);
    expect(payload(encodeData(1, Uint8Array.of(0xff), { padLength: 2 }))).toEqual([
      'Pad Length: 2',
      'Data: 1 byte',
      'Padding: 2 bytes',
    ]);
    expect(payload(encodePushPromise(1, 2, Uint8Array.of(0x82)))).toEqual([
      'Reserved: 0',
      'Promised Stream ID: 2',
      'Field Block Fragment: 1 byte',
    ]);
    const priority = { exclusive: true, dependency: 3, weight: 16 };
    expect(payload(encodeHeaders(1, Uint8Array.of(0x82), { priority, padLength: 0 }))).toEqual([
      'Pad Length: 0',
      'Exclusive: 1',
      'Stream Dependency: 3',
      'Weight: 16',
      'Field Block Fragment: 1 byte',
    ]);
  });

  test('a setting with its meaning and what it is without being set', () => {
    const root = explainHttp2(encodeSettings([{ id: 3, value: 100 }]), 0);
    expect(find(root, 'http2.setting')?.meaning).toBe(
      'How many streams the peer may have open at once. Initially no limit.',
    );
  });

  test('a header block field by field, when it was decoded', () => {
    const bytes = encodeHeaders(1, Uint8Array.of(0x82, 0x87));
    const headerBlock = createHpackDecoder().decode(Uint8Array.of(0x82, 0x87));
    const fragment = find(explainHttp2(bytes, 0, { headerBlock }), 'http2.field-block-fragment');
    expect(fragment?.value).toBe('2 bytes, 2 fields');
    expect(fragment?.children?.map(({ value }) => value)).toEqual([':method: GET', ':scheme: https']);
  });

  test('what is cut off as cut off, and what has no place as left over', () => {
    const cut = explainHttp2(encodeRstStream(1, 8).subarray(0, 11), 0);
    expect(find(cut, 'http2.error-code')).toMatchObject({
      start: 9,
      end: 11,
      meaning: 'Cut off: 2 of 4 bytes are here.',
    });
    expect(find(cut, 'http2.length')?.meaning).toBe('2 bytes of the payload are not here.');
    const long = encodeFrame({ typeCode: 3, streamId: 1, payload: new Uint8Array(6) });
    expect(payload(long)).toEqual(['Error Code: NO_ERROR (0x0)', 'Left over: 2 bytes']);
  });

  test('padding that is too long as an error, with nothing read from it', () => {
    const bytes = encodeFrame({ typeCode: 0, streamId: 1, flags: 8, payload: Uint8Array.of(9, 0x61) });
    expect(payload(bytes)).toEqual(['Pad Length: 9', 'Padding: 1 byte']);
    expect(find(explainHttp2(bytes, 0), 'http2.pad-length')?.meaning).toBe(
      'Longer than the rest of the payload: an error.',
    );
  });

  test('long text by its beginning, never cut inside a character', () => {
    const text = 'a'.repeat(119) + 'éé';
    expect(payload(encodeData(1, Uint8Array.from(Buffer.from(text))))).toEqual([
      `Data: "${'a'.repeat(119)}"…`,
    ]);
  });

  test('the preface and bytes that are no frame as one span', () => {
    expect(explainHttp2(CONNECTION_PREFACE, 0)).toMatchObject({ field: 'http2.preface', end: 24 });
    expect(explainHttp2(Uint8Array.of(1, 2), 7)).toMatchObject({ field: 'http2.junk', start: 7, end: 9 });
  });

  test('a type it does not know as one to skip', () => {
    const root = explainHttp2(encodeFrame({ typeCode: 0xfa, payload: Uint8Array.of(0x61) }), 0);
    expect(root).toMatchObject({ value: 'unknown 0xfa' });
    expect(root.meaning).toContain('skip');
  });
});
