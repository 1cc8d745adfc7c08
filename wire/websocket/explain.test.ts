import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spanFaults } from '../span-laws.ts';
import type { Span } from '../span.ts';
import { encodeUtf8 } from '../text.ts';
import { encodeClose, encodeFrame, encodePing, encodeText } from './encode.ts';
import { explainWebSocket } from './explain.ts';
import { WS_FIELDS } from './fields.ts';

const rows = (spans: readonly Span[] | undefined) =>
  (spans ?? []).map(({ label, start, end, bits, value }) => [
    `${start}-${end}${bits === undefined ? '' : ` 0x${bits.toString(16)}`}`,
    `${label} ${value}`,
  ]);

describe('the span tree of a WebSocket frame', () => {
  test('names every bit of a masked text frame and unmasks its payload', () => {
    const root = explainWebSocket(encodeText('Hello', 0x37fa213d), 100);
    expect([root.start, root.end, root.meaning]).toEqual([100, 111, 'A text frame.']);
    expect(rows(root.children)).toEqual([
      ['100-101 0x80', 'FIN 1'],
      ['100-101 0x40', 'RSV1 0'],
      ['100-101 0x20', 'RSV2 0'],
      ['100-101 0x10', 'RSV3 0'],
      ['100-101 0xf', 'opcode 0x1'],
      ['101-102 0x80', 'MASK 1'],
      ['101-102 0x7f', 'Payload len 5'],
      ['102-106', 'Masking-key 37 fa 21 3d'],
      ['106-111', 'Payload Data 5 bytes'],
    ]);
    const { derived } = root.children?.at(-1) as Span;
    expect(derived?.kind).toBe('unmasked');
    expect(derived?.bytes).toEqual(encodeUtf8('Hello'));
    expect(rows(derived?.spans)).toEqual([['0-5', 'Text "Hello"']]);
  });

  test('shows where an extended length stands and what it says', () => {
    const root = explainWebSocket(encodeFrame({ opcode: 2, payload: new Uint8Array(65_535) }), 0);
    expect(rows(root.children?.slice(6))).toEqual([
      ['1-2 0x7f', 'Payload len 126'],
      ['2-4', 'Extended payload length 65,535'],
      ['4-65539', 'Payload Data 65,535 bytes'],
    ]);
    expect(root.children?.[6]?.meaning).toBe('The next 2 bytes hold the length.');
  });

  test('keeps a length of 64 bits exact', () => {
    const root = explainWebSocket(Uint8Array.of(0x82, 127, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1), 0);
    expect(rows(root.children?.slice(-2))).toEqual([
      ['2-10', 'Extended payload length 9,223,372,036,854,775,807'],
      ['10-11', 'Payload Data 1 byte of 9,223,372,036,854,775,807 bytes'],
    ]);
  });

  test('reads code and reason of a Close frame', () => {
    const payload = explainWebSocket(encodeClose(1001, 'bye'), 0).children?.at(-1);
    expect(rows(payload?.children)).toEqual([
      ['2-4', 'Status code 1001 Going Away'],
      ['4-7', 'Reason "bye"'],
    ]);
  });

  test('shows the data of a ping', () => {
    const payload = explainWebSocket(encodePing(Uint8Array.of(1, 2)), 0).children?.at(-1);
    expect(rows(payload?.children)).toEqual([['2-4', 'Application data 2 bytes']]);
  });

  test('hangs the inflated message on the compressed data', () => {
    const compressed = Uint8Array.of(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00);
    const frame = encodeFrame({ opcode: 1, rsv1: true, payload: compressed, maskingKey: 7 });
    const root = explainWebSocket(frame, 0, { inflated: encodeUtf8('Hello') });
    const [data] = root.children?.at(-1)?.derived?.spans ?? [];
    expect(data?.label).toBe('Compressed data');
    expect(data?.derived?.kind).toBe('inflated');
    expect(rows(data?.derived?.spans)).toEqual([['0-5', 'Text "Hello"']]);
  });

  test('gives an empty inflated message no span', () => {
    const frame = encodeFrame({ opcode: 1, rsv1: true, payload: Uint8Array.of(0) });
    const root = explainWebSocket(frame, 0, { inflated: new Uint8Array(0) });
    expect(spanFaults(root)).toEqual([]);
    expect(root.children?.at(-1)?.children?.[0]?.derived?.spans).toEqual([]);
  });

  test('reads a continuation frame by the message it belongs to', () => {
    const frame = encodeFrame({ opcode: 0, payload: encodeUtf8('lo') });
    expect(explainWebSocket(frame, 0).children?.at(-1)?.children).toEqual([]);
    const message = { type: 'text', compressed: false } as const;
    const root = explainWebSocket(frame, 0, { message });
    expect(rows(root.children?.at(-1)?.children)).toEqual([['2-4', 'Text "lo"']]);
  });

  test('ends with what is left when the bytes stop inside the header', () => {
    const root = explainWebSocket(Uint8Array.of(0x82, 0xff, 0, 0, 0), 0);
    expect(rows(root.children?.slice(-1))).toEqual([['2-5', 'Incomplete 00 00 00']]);
    expect(explainWebSocket(new Uint8Array(0), 5)).toMatchObject({ start: 5, end: 5, children: [] });
  });

  test('tiles any bytes, and uses the words of the field table', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), fc.nat(1_000_000), (bytes, start) => {
        const root = explainWebSocket(bytes, start);
        expect(spanFaults(root)).toEqual([]);
        for (const { field } of [root, ...(root.children ?? [])])
          expect(Object.keys(WS_FIELDS)).toContain(field);
      }),
      { numRuns: 500 },
    );
  });
});
