import { describe, expect, test } from 'vitest';
import { decodeInChunks } from '../conformance.ts';
import { encodeUtf8 } from '../text.ts';
import { createSseDecoder } from './decoder.ts';
import { explainSse } from './explain.ts';
import type { SseFrame } from './frame.ts';
import { summarizeSse } from './summary.ts';

const decode = (text: string): SseFrame[] => decodeInChunks(createSseDecoder(), encodeUtf8(text), 1 << 20);

describe('an event stream summary', () => {
  test.each([
    ['id: 21\nevent: price\ndata: {"sym":"ABC"}\n\n', 'id 21 · price · {"sym":"ABC"}'],
    ['data: a\ndata: b\n\n', 'a⏎b'],
    [': heartbeat\n\n', ': heartbeat'],
    [':\n\n', ':'],
    ['retry: 700\n\n', 'retry 700 ms'],
    ['data\n\n', 'empty data'],
    ['id\ndata: x\n\n', 'id empty · x'],
    ['foo: x\n\n', 'nothing a browser acts on'],
    ['\n', 'blank line'],
    ['data: x', 'cut off after 7 bytes'],
    ['data: x\n', 'cut off after 8 bytes · x'],
  ])('of %j is %j', (text, summary) => {
    expect(summarizeSse(decode(text)[0] as SseFrame)).toBe(summary);
  });

  test('shortens long data', () => {
    expect(summarizeSse(decode(`data: ${'x'.repeat(500)}\n\n`)[0] as SseFrame)).toBe(`${'x'.repeat(80)}…`);
  });
});

describe('an explained block', () => {
  const explain = (text: string, start = 0) => {
    const bytes = encodeUtf8(text);
    return explainSse(bytes, start, decode(text)[0] as SseFrame);
  };

  test('names every part of a line', () => {
    const [first] = explain('data: a\r\n\r\n', 100).children ?? [];
    expect(first?.children?.map(({ label, start, end, value }) => [label, start, end, value])).toEqual([
      ['Field name', 100, 104, 'data'],
      ['Colon', 104, 105, ':'],
      ['Space', 105, 106, 'SP'],
      ['Field value', 106, 107, 'a'],
      ['Line ending', 107, 109, 'CR LF'],
    ]);
  });

  test.each([
    ['data: a\n\n', 0, 'The data of the event.'],
    ['data: a\ndata: b\n\n', 1, 'One more line of data; lines are joined with U+000A LINE FEED.'],
    ['event: tick\ndata: a\n\n', 0, 'The event type: listeners for “tick” are called.'],
    ['id: 7\ndata: a\n\n', 0, 'The last event ID: a reconnecting browser sends Last-Event-ID: 7.'],
    ['id\ndata: a\n\n', 0, 'Resets the last event ID: a reconnecting browser sends no Last-Event-ID.'],
    ['retry: 700\n\n', 0, 'The browser waits 700 ms before it reconnects from now on.'],
    ['retry: soon\n\n', 0, 'A retry value must be ASCII digits only, so the line is ignored.'],
    [
      'Data: a\n\n',
      0,
      'The field name is none of event, data, id and retry, so the line is ignored. ' +
        'Names are compared literally, so this is not data.',
    ],
    [
      'id: 7\ndata: a\n\n',
      2,
      'Ends the block: the browser dispatches an event of type “message”. The last event ID is now “7”.',
    ],
    ['id: 7\n\n', 1, 'Ends the block: it has no data, so no event is dispatched.'],
    [': x\n\n', 1, 'Ends the block: it holds comments only, so nothing is dispatched.'],
  ])('says what each line of %j does (line %i)', (text, index, meaning) => {
    expect(explain(text).children?.[index]?.meaning).toBe(meaning);
  });

  test('shows the byte order mark of a stream, and only at its start', () => {
    expect(explain('\uFEFFdata: a\n\n').children?.map(({ field }) => field)).toEqual([
      'sse.bom',
      'sse.line',
      'sse.blank-line',
    ]);
    expect(explain('\uFEFFdata: a\n\n', 9).children?.[0]?.field).toBe('sse.line');
  });
});
