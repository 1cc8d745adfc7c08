import { describe, expect, test } from 'vitest';
import {
  encodeData,
  encodeRstStream,
  encodeSettings,
  encodeSettingsAck,
  encodeWindowUpdate,
} from '../../wire/http2/encode.ts';
import { SETTINGS } from '../../wire/http2/settings.ts';
import { RecordBuilder } from '../testing.ts';
import { decoding } from '../decoding.ts';
import { Trace } from '../trace.ts';
import { Conversation } from './testing.ts';
import { blockedIntervals, windowAt, windowSteps } from './windows.ts';

const bytes = (count: number): Uint8Array => new Uint8Array(count);
const initialWindow = (value: number) => [{ id: SETTINGS.INITIAL_WINDOW_SIZE, value }];
const DOWN = 'server-to-client';
const UP = 'client-to-server';
/** The four SETTINGS frames take t = 1 to 4. */
const READY = 4;

describe('a window at a moment', () => {
  const trace = new Conversation()
    .request(1) // 5
    .respond(1) // 6
    .server(encodeData(1, bytes(100), { padLength: 9 })) // 7
    .client(encodeWindowUpdate(1, 50)) // 8
    .client(encodeWindowUpdate(0, 60)) // 9
    .server(encodeData(1, bytes(10), { endStream: true })) // 10
    .trace();
  const value = (stream: number, t: number) => windowAt(trace, 1, stream, DOWN, t)?.value;

  test('begins with 65,535 bytes, before any frame, and for an idle stream', () => {
    expect([value(0, 0), value(0, READY), value(1, READY), value(7, 20)]).toEqual([
      65_535, 65_535, 65_535, 65_535,
    ]);
  });

  test('shrinks by DATA with its padding, and grows by WINDOW_UPDATE, each at its time', () => {
    expect([value(1, 6.9), value(1, 7), value(1, 8), value(1, 9)]).toEqual([65_535, 65_425, 65_475, 65_475]);
    expect([value(0, 7), value(0, 8), value(0, 9), value(0, 10)]).toEqual([65_425, 65_425, 65_485, 65_475]);
  });

  test('is not there any more once the stream is closed', () => {
    expect(windowAt(trace, 1, 1, DOWN, 10)).toBeUndefined();
    expect(windowAt(trace, 1, 0, DOWN, 10)).toBeDefined();
  });

  test('is bounded for the client from the side that its own frames are on', () => {
    expect(windowAt(trace, 1, 0, DOWN, 9)?.client).toBe('at-least');
    expect(windowAt(trace, 1, 0, UP, 9)?.client).toBe('at-most');
  });

  test('of the other direction is untouched', () => {
    expect(windowAt(trace, 1, 0, UP, 10)).toMatchObject({ value: 65_535 });
  });

  test('does not exist on another kind of connection', () => {
    const other = new RecordBuilder().open(1).client(1, 'GET / HTTP/1.1\r\n\r\n').trace();
    expect(windowAt(other, 1, 0, DOWN, 1)).toBeUndefined();
    expect(blockedIntervals(other, 1, 0, DOWN)).toEqual([]);
    expect([...windowSteps(other, 1, 0, DOWN)]).toEqual([]);
    expect(windowAt(other, 9, 0, DOWN, 1)).toBeUndefined();
  });

  test('has steps that say which frame made them; the last DATA of a stream is one', () => {
    const steps = [...windowSteps(trace, 1, 1, DOWN)];
    expect(steps.map(({ t, value }) => [t, value])).toEqual([
      [7, 65_425],
      [8, 65_475],
      [10, 65_465],
    ]);
    expect(steps.map(({ row }) => trace.frames.type(row))).toEqual(['DATA', 'WINDOW_UPDATE', 'DATA']);
  });
});

describe('a new SETTINGS_INITIAL_WINDOW_SIZE', () => {
  const trace = new Conversation()
    .request(1) // 5
    .respond(1) // 6
    .server(encodeData(1, bytes(100))) // 7
    .client(encodeSettings(initialWindow(40))) // 8
    .server(encodeData(1, bytes(1))) // 9
    .server(encodeSettingsAck()) // 10
    .client(encodeWindowUpdate(1, 61)) // 11
    .trace();

  test('counts from its acknowledgment on, below zero if need be', () => {
    const at = (t: number) => windowAt(trace, 1, 1, DOWN, t)?.value;
    expect([at(9), at(10), at(11)]).toEqual([65_434, -61, 0]);
    expect(windowAt(trace, 1, 3, DOWN, 11)?.value).toBe(40);
  });

  test('leaves the window of the connection alone', () => {
    expect(windowAt(trace, 1, 0, DOWN, 11)?.value).toBe(65_434);
  });

  test('is a step of each stream that it moves', () => {
    expect([...windowSteps(trace, 1, 1, DOWN)].map(({ t, value }) => [t, value])).toEqual([
      [7, 65_435],
      [9, 65_434],
      [10, -61],
      [11, 0],
    ]);
  });
});

describe('a blocked interval', () => {
  const blocked = (trace: Trace, stream: number, direction: typeof UP | typeof DOWN = DOWN) =>
    blockedIntervals(trace, 1, stream, direction).map(({ from, to, end, resumedBy }) => ({
      from,
      to,
      end,
      resumed: resumedBy === undefined ? undefined : trace.frames.tEnd(resumedBy),
    }));

  test('lasts from the DATA that emptied the window to the update, and names the DATA that was held back', () => {
    const trace = new Conversation(initialWindow(10))
      .request(1)
      .respond(1)
      .server(encodeData(1, bytes(10))) // 7
      .client(encodeWindowUpdate(1, 5)) // 8
      .server(encodeData(1, bytes(5))) // 9
      .client(encodeWindowUpdate(1, 5)) // 10
      .trace();
    expect(blocked(trace, 1)).toEqual([
      { from: 7, to: 8, end: 'credit', resumed: 9 },
      { from: 9, to: 10, end: 'credit', resumed: undefined },
    ]);
    expect(blocked(trace, 0)).toEqual([]);
  });

  test('is none when the DATA that emptied the window also ended the stream', () => {
    const trace = new Conversation(initialWindow(10))
      .request(1)
      .respond(1)
      .server(encodeData(1, bytes(10), { endStream: true }))
      .trace();
    expect(blocked(trace, 1)).toEqual([]);
  });

  test('begins with the stream when its window is empty from the start', () => {
    const trace = new Conversation(initialWindow(0)).request(1).respond(1).trace();
    expect(blocked(trace, 1)).toEqual([{ from: 5, to: undefined, end: 'lasting', resumed: undefined }]);
  });

  test('ends with the stream when that is reset', () => {
    const trace = new Conversation(initialWindow(10))
      .request(1)
      .respond(1)
      .server(encodeData(1, bytes(10))) // 7
      .client(encodeRstStream(1, 8)) // 8
      .trace();
    expect(blocked(trace, 1)).toEqual([{ from: 7, to: 8, end: 'ended', resumed: undefined }]);
  });

  test('of the connection holds back all streams', () => {
    const full = new Conversation(initialWindow(1_000_000)).request(1).respond(1); // 6
    for (const size of [16_384, 16_384, 16_384, 16_383]) full.server(encodeData(1, bytes(size))); // 7 to 10
    const trace = full
      .request(3) // 11
      .respond(3) // 12
      .client(encodeWindowUpdate(0, 100)) // 13
      .server(encodeData(3, bytes(1))) // 14
      .trace();
    expect(trace.diagnostics.size).toBe(0);
    expect(blocked(trace, 0)).toEqual([{ from: 10, to: 13, end: 'credit', resumed: 14 }]);
    expect(blocked(trace, 3)).toEqual([]);
  });

  test('of an upload is found in the other direction', () => {
    const upload = new Conversation().request(1, false); // 5
    for (const size of [16_384, 16_384, 16_384, 16_383]) upload.client(encodeData(1, bytes(size))); // 6 to 9
    const trace = upload.server(encodeWindowUpdate(1, 1)).trace(); // 10
    expect(blocked(trace, 1, UP)).toEqual([{ from: 9, to: 10, end: 'credit', resumed: undefined }]);
    expect(blocked(trace, 0, UP)).toEqual([{ from: 9, to: undefined, end: 'lasting', resumed: undefined }]);
    expect(blocked(trace, 1)).toEqual([]);
  });
});

test('a history that was looked at while frames came says the same as one read at the end', () => {
  const talk = new Conversation(initialWindow(30)).request(1).respond(1);
  for (let round = 0; round < 20; round++) {
    talk.server(encodeData(1, bytes(30))).client(encodeWindowUpdate(1, 30));
    if (round % 5 === 0) talk.client(encodeSettings(initialWindow(30 + round))).server(encodeSettingsAck());
  }
  const looked = new Trace(decoding);
  for (const record of talk.records()) {
    looked.apply(record);
    windowAt(looked, 1, 1, DOWN, record.t);
  }
  expect([...windowSteps(looked, 1, 1, DOWN)]).toEqual([...windowSteps(talk.trace(), 1, 1, DOWN)]);
});

describe('diagnostics that a trace adds to frames', () => {
  test('stand with the frame: DATA beyond the window, and a window that overflows', () => {
    const trace = new Conversation(initialWindow(10))
      .request(1)
      .respond(1)
      .server(encodeData(1, bytes(11)))
      .client(encodeWindowUpdate(0, 0x7fff_ffff))
      .trace();
    const found = [...trace.diagnostics].map(([row, list]) => [
      trace.frames.type(row),
      list.map(({ code }) => code),
    ]);
    expect(found).toEqual([
      ['DATA', ['http2/window-exceeded']],
      ['WINDOW_UPDATE', ['http2/window-overflow']],
    ]);
  });
});
