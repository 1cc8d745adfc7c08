import { describe, expect, test } from 'vitest';
import {
  encodeData,
  encodePriority,
  encodePushPromise,
  encodeSettings,
  encodeSettingsAck,
  encodeWindowUpdate,
} from '../../wire/http2/encode.ts';
import { SETTINGS } from '../../wire/http2/settings.ts';
import { explainFrame } from '../explain.ts';
import { RecordBuilder } from '../testing.ts';
import type { Trace } from '../trace.ts';
import { describeFrameFacts, frameFacts } from './frame-facts.ts';
import { Conversation, lastRow } from './testing.ts';

const GET = Uint8Array.of(0x82, 0x87, 0x84, 0x01, 0x01, 0x61);
const facts = (trace: Trace) => frameFacts(trace, lastRow(trace));

describe('what a frame did to its connection', () => {
  test('HEADERS with END_STREAM take a stream from idle to half-closed', () => {
    expect(facts(new Conversation().request(1).trace())).toEqual({
      stream: { id: 1, before: 'idle', after: 'half-closed (remote)' },
      windowsOf: undefined,
      connectionWindow: undefined,
      streamWindow: undefined,
      initialWindow: undefined,
    });
  });

  test('DATA moves both windows of its sender, also where it closes the stream', () => {
    const trace = new Conversation()
      .request(1)
      .respond(1)
      .server(encodeData(1, new Uint8Array(5), { endStream: true }))
      .trace();
    expect(facts(trace)).toMatchObject({
      stream: { before: 'half-closed (remote)', after: 'closed' },
      windowsOf: 'server-to-client',
      connectionWindow: { before: 65_535, after: 65_530 },
      streamWindow: { before: 65_535, after: 65_530 },
    });
  });

  test('WINDOW_UPDATE moves one window of the other end', () => {
    const onStream = new Conversation().request(1).client(encodeWindowUpdate(1, 7)).trace();
    expect(facts(onStream)).toMatchObject({
      windowsOf: 'server-to-client',
      connectionWindow: undefined,
      streamWindow: { before: 65_535, after: 65_542 },
    });
    const onConnection = new Conversation().client(encodeWindowUpdate(0, 7)).trace();
    expect(facts(onConnection)).toMatchObject({
      stream: undefined,
      connectionWindow: { before: 65_535, after: 65_542 },
      streamWindow: undefined,
    });
  });

  test('an acknowledgment brings the initial window into force; one that changes nothing has no fact', () => {
    const trace = new Conversation()
      .client(encodeSettings([{ id: SETTINGS.INITIAL_WINDOW_SIZE, value: 10 }]))
      .server(encodeSettingsAck())
      .trace();
    expect(facts(trace)?.initialWindow).toEqual({ before: 65_535, after: 10 });
    expect(frameFacts(trace, lastRow(trace) - 1)?.initialWindow).toBeUndefined();
  });

  test('a stream that was passed over is closed before and after a frame on it', () => {
    const priority = { exclusive: false, dependency: 0, weight: 16 };
    const trace = new Conversation().request(5).client(encodePriority(3, priority)).trace();
    expect(facts(trace)?.stream).toEqual({ id: 3, before: 'closed', after: 'closed' });
  });

  test('a promise reserves its stream for the answer', () => {
    const trace = new Conversation()
      .request(1)
      .server(encodePushPromise(1, 2, GET))
      .respond(2)
      .trace();
    expect(facts(trace)?.stream).toEqual({
      id: 2,
      before: 'reserved (local)',
      after: 'half-closed (remote)',
    });
    expect(trace.diagnostics.size).toBe(0);
  });

  test('frames of other protocols have none', () => {
    const trace = new RecordBuilder().open(1).client(1, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n').trace();
    expect(frameFacts(trace, 0)).toBeUndefined();
    expect(describeFrameFacts(trace, 0)).toEqual([]);
    expect('facts' in explainFrame(trace, 0)).toBe(false);
  });
});

describe('the same for people', () => {
  test('says what DATA leaves, and whose count it is', () => {
    const trace = new Conversation()
      .request(1)
      .respond(1)
      .server(encodeData(1, new Uint8Array(5)))
      .trace();
    const described = explainFrame(trace, lastRow(trace)).facts;
    expect(described?.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Stream 1: half-closed (remote)',
      'Window of stream 1, server’s DATA: 65,535 → 65,530 bytes',
      'Window of the connection, server’s DATA: 65,535 → 65,530 bytes',
    ]);
    expect(described?.[1]?.meaning).toContain('the client counts that much or more');
  });

  test('says when a window is empty', () => {
    const trace = new Conversation([{ id: SETTINGS.INITIAL_WINDOW_SIZE, value: 5 }])
      .request(1)
      .respond(1)
      .server(encodeData(1, new Uint8Array(5)))
      .trace();
    expect(describeFrameFacts(trace, lastRow(trace))[1]?.meaning).toContain('It is empty');
  });

  test('gives the dynamic table and the compression of a header block', () => {
    const trace = new Conversation().request(1).request(3).trace();
    const values = (row: number) =>
      describeFrameFacts(trace, row).map(({ label, value }) => `${label}: ${value}`);
    expect(values(lastRow(trace) - 1)).toEqual([
      'Stream 1: idle → half-closed (remote)',
      'Dynamic table: 0 entries, 0 bytes → 2 entries, 97 bytes',
      'Header compression: 19 bytes stand for 55',
    ]);
    expect(values(lastRow(trace))).toEqual([
      'Stream 3: idle → half-closed (remote)',
      'Dynamic table: 2 entries, 97 bytes',
      'Header compression: 4 bytes stand for 55',
    ]);
  });
});
