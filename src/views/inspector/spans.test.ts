import { expect, test } from 'vitest';
import type { Span } from '../../../wire/span.ts';
import { explainWebSocket } from '../../../wire/websocket/explain.ts';
import { bitCells, byteRuns, leafOfByte, listFields, tintsOf, toAscii, toHex } from './spans.ts';

/* RFC 6455 §5.7: a masked text frame that says "Hello". */
const HELLO = Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);
const span = (start: number, end: number, children?: Span[]): Span => ({
  field: 'test.field',
  label: `${start}-${end}`,
  start,
  end,
  value: '',
  meaning: '',
  spec: 'RFC 6455 §5.2',
  ...(children && { children }),
});

test('the field list is in reading order and knows what lies inside what', () => {
  const rows = listFields(span(0, 4, [span(0, 1), span(1, 4, [span(1, 2), span(2, 4)])]));
  expect(
    rows.map(({ span: { label }, depth, parent, lastInside }) => [label, depth, parent, lastInside]),
  ).toEqual([
    ['0-1', 0, undefined, 0],
    ['1-4', 0, undefined, 3],
    ['1-2', 1, 1, 2],
    ['2-4', 1, 1, 3],
  ]);
});
test('a frame without inner fields is its own field', () => {
  expect(listFields(span(5, 9)).map((row) => row.span.label)).toEqual(['5-9']);
});
test('each byte knows the innermost field that covers it, in offsets of the source', () => {
  const rows = listFields(span(100, 104, [span(100, 101), span(101, 104, [span(101, 102), span(102, 104)])]));
  expect([...leafOfByte(rows, 100, 5)]).toEqual([0, 2, 3, 3, -1]);
});
test('neighbouring fields differ in tint, bit fields of one byte share it', () => {
  const rows = listFields(explainWebSocket(HELLO, 0));
  const tints = tintsOf(rows);
  const tintOf = (field: string): number =>
    tints[rows.findIndex((row) => row.span.field === field)] as number;
  expect(tintOf('websocket.fin')).toBe(tintOf('websocket.opcode'));
  expect(tintOf('websocket.mask')).not.toBe(tintOf('websocket.fin'));
});
test('the bit diagram of a masked WebSocket frame shows its fourteen header bits and the Masking-key', () => {
  const rows = listFields(explainWebSocket(HELLO, 0));
  const cells = bitCells(rows, HELLO, 0, 6);
  expect(cells.map(({ text, bits }) => [text, bits])).toEqual([
    ['1', 1],
    ['0', 1],
    ['0', 1],
    ['0', 1],
    ['0001', 4],
    ['1', 1],
    ['0000101', 7],
    ['37 fa 21 3d', 32],
  ]);
});
test('bytes are written as hexadecimal pairs and as ASCII', () => {
  expect(toHex(Uint8Array.of(0, 0x0a, 0xff))).toBe('00 0a ff');
  expect([0x48, 0x0a, 0x7f, 0x20].map(toAscii).join('')).toBe('H·· ');
});

test('bytes of a line run together as long as they are of one field and marked alike', () => {
  const leaves = Int32Array.of(0, 1, 1, 1, 1, -1, -1);
  const bytes = Uint8Array.of(0x81, 0x41, 0x42, 0x43, 0x44, 0x0d, 0x0a);
  const runs = (from: number, to: number, marked: readonly number[]): unknown[] =>
    byteRuns(bytes, { from, to }, leaves, (at) => marked.includes(at)).map(
      ({ from: at, hex, ascii, leaf, isActive, joins }) => [at, hex, ascii, leaf, isActive, joins],
    );
  expect(runs(0, 7, [])).toEqual([
    [0, '81', '·', 0, false, false],
    [1, '41 42 43 44', 'ABCD', 1, false, false],
    [5, '0d 0a', '··', -1, false, false],
  ]);
  expect(runs(2, 5, [2, 3])).toEqual([
    [2, '42 43', 'BC', 1, true, true],
    [4, '44', 'D', 1, false, false],
  ]);
  expect(runs(7, 7, [])).toEqual([]);
});
