import { describe, expect, test } from 'vitest';
import { RecordBuilder } from '../../../trace/testing.ts';
import { decoding } from '../../../trace/decoding.ts';
import { Trace } from '../../../trace/trace.ts';
import { completeFilter } from './filter-complete.ts';
import { FILTER_FIELDS } from './filter-fields.ts';
import { filterTokens } from './filter-tokens.ts';
import { FILTER_EXAMPLES, filterErrorWords, parseFrameFilter } from './frame-filter.ts';

/**
 * Connection 1: an event stream with ids 41 and 42. Connection 2: an upgrade, a masked "Hello" and a ping.
 * Frames: request, response, event, chunk, event, chunk | request, response, text, ping.
 */
function recording(): Trace {
  const builder = new RecordBuilder();
  builder
    .at(1_000)
    .open(1)
    .client(1, 'GET /sse?op=7 HTTP/1.1\r\nhost: localhost\r\n\r\n')
    .at(1_010)
    .server(
      1,
      'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n' +
        '12\r\nid: 41\ndata: one\n\n\r\n12\r\nid: 42\ndata: two\n\n\r\n',
    )
    .at(2_000)
    .open(2)
    .client(
      2,
      'GET /ws?op=8 HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: Upgrade\r\n' +
        'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
    .at(2_010)
    .server(
      2,
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n' +
        'sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
    )
    /* RFC 6455 §5.7: a single-frame masked text message, and an unmasked ping. */
    .client(2, Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58))
    .server(2, Uint8Array.of(0x89, 0x00));
  const trace = new Trace(decoding);
  for (const record of builder.records) trace.apply(record);
  return trace;
}

const trace = recording();

/** What passes, by type. */
function passing(text: string): string[] {
  const { test: passes, error } = parseFrameFilter(text);
  if (error) throw new Error(filterErrorWords(error));
  const frames = Array.from({ length: trace.frames.length }, (_, frame) => frame);
  return frames
    .filter((frame) => !passes || passes(trace, frame))
    .map((frame) => `${trace.frames.conn(frame)} ${trace.frames.type(frame)}`);
}

const errorOf = (text: string): string => {
  const { error, test: passes } = parseFrameFilter(text);
  expect(passes).toBeUndefined();
  return error ? filterErrorWords(error) : '';
};

describe('the frame filter', () => {
  test.for([
    ['ws.opcode == ping', ['2 ping']],
    ['ws.opcode==0x9', ['2 ping']],
    ['text~"id: 42"', ['1 event', '1 chunk']],
    ['text~hello', ['2 text']],
    ['"id: 41" type:event', ['1 event']],
    ['sse.id:42', ['1 event']],
    ['size>100', ['2 request', '2 response']],
    ['op:7 dir:up', ['1 request']],
    ['status==101', ['2 response']],
    ['path~/ws?op=8 ws.fin:yes', ['2 text', '2 ping']],
    ['time>=2 type:request', ['2 request']],
    ['conn:2 not type~re', ['2 text', '2 ping']],
    ['type:ping or type:text', ['2 text', '2 ping']],
    ['conn:1 (type:request or type:response)', ['1 request', '1 response']],
    ['conn:1 && !layer:sse && type!=chunk', ['1 request', '1 response']],
    ['conn:2 or conn:1 type:request', ['1 request', '2 request', '2 response', '2 text', '2 ping']],
  ] as const)('%s', ([text, expected]) => {
    expect(passing(text)).toEqual(expected);
  });

  test('what an engine without the field would compare does not pass, not even with !=', () => {
    expect(passing('ws.opcode!=ping')).toEqual(['2 text']);
    expect(passing('stream!=3')).toEqual([]);
  });

  test('a filter that is not finished hides nothing yet', () => {
    const everything = passing('');
    for (const text of ['conn:', 'conn: ', 'not', '(', 'size >', 'text~"']) {
      expect([text, passing(text).length]).toEqual([text, everything.length]);
    }
    expect(passing('type:ping and')).toEqual(['2 ping']);
    expect(passing('type:ping or (conn:')).toEqual(['2 ping']);
  });

  test('an error says where, what and what there is', () => {
    expect(errorOf('conn:1 port:3')).toBe(
      `Character 8: There is no field “port”. There are ${Object.keys(FILTER_FIELDS).join(', ')}. Nothing is hidden.`,
    );
    expect(errorOf('dir:left')).toBe('Character 5: “dir” takes up or down, not “left”. Nothing is hidden.');
    expect(errorOf('conn:one')).toBe('Character 6: “conn” takes a number, not “one”. Nothing is hidden.');
    expect(errorOf('type>3')).toBe('Character 5: “type” takes : == != ~, not “>”. Nothing is hidden.');
    expect(errorOf('type:ping)')).toBe('Character 10: “)” closes nothing. Nothing is hidden.');
    expect(errorOf('or conn:1')).toContain('Character 1: “or” has nothing before it');
    expect(errorOf('constructor:1')).toContain('There is no field “constructor”');
  });

  test('tokens pass over nothing but spaces, whatever is typed', () => {
    const typed = 'a&&b ~ "c" !(e|f) >= <x :: && & | "open';
    const covered = filterTokens(typed).map(({ start, end }) => typed.slice(start, end));
    expect(covered.join('')).toBe(typed.replaceAll(' ', ''));
  });

  test('every example is understood and hides something', () => {
    for (const { example } of FILTER_EXAMPLES) {
      const { error, test: passes } = parseFrameFilter(example);
      expect([example, error, typeof passes]).toEqual([example, undefined, 'function']);
    }
  });
});

describe('the completion of a filter', () => {
  /** The text after each suggestion was taken. */
  function after(text: string): string[] {
    return completeFilter(trace, text, text.length).map(
      (suggestion) => text.slice(0, suggestion.start) + suggestion.text + text.slice(suggestion.end),
    );
  }

  test('proposes fields by the begin of their name, or of a part of it', () => {
    expect(after('co')).toEqual(['conn:']);
    expect(after('opc')).toEqual(['ws.opcode == ']);
    expect(after('conn:2 s')).toEqual([
      'conn:2 stream:',
      'conn:2 size>',
      'conn:2 status:',
      'conn:2 sse.event:',
      'conn:2 sse.id:',
    ]);
  });

  test('proposes the values that the recording has', () => {
    expect(after('conn:')).toEqual(['conn:2 ', 'conn:1 ']);
    expect(after('op: ')).toEqual(['op: 8 ', 'op: 7 ']);
    expect(after('path~/w')).toEqual(['path~/ws ']);
    expect(after('type:p')).toEqual(['type:ping ']);
    expect(after('ws.opcode == p')).toEqual(['ws.opcode == ping ', 'ws.opcode == pong ']);
  });

  test('proposes comparisons behind a field, and what joins behind a condition', () => {
    expect(after('dir ')).toEqual(['dir :', 'dir ==', 'dir !=']);
    expect(after('conn:1 o')).toEqual(['conn:1 op:', 'conn:1 origin:', 'conn:1 ws.opcode == ', 'conn:1 or ']);
    expect(after('no')).toEqual(['not ']);
  });

  test('everything it proposes is understood', () => {
    for (const begun of ['', 'conn:1 ', '(', 'layer:', 'h2.flag:', 'problem == ']) {
      for (const text of after(begun))
        expect([text, parseFrameFilter(text).error]).toEqual([text, undefined]);
    }
  });
});
