import { describe, expect, test } from 'vitest';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import {
  encodeData,
  encodeGoaway,
  encodeHeaders,
  encodePushPromise,
  encodeRstStream,
  encodeSettings,
  encodeSettingsAck,
  encodeWindowUpdate,
} from '../../wire/http2/encode.ts';
import { joinBytes } from '../../wire/bytes.ts';
import { CONNECTION_PREFACE } from '../../wire/http2/preface.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { RecordBuilder } from '../testing.ts';
import { BROWSER_AGENT } from './testing.ts';
import { check, status, HTTP1 } from './check-cases.ts';

describe('HTTP/2', () => {
  /** One connection with what a client and a server say on it. */
  function http2() {
    const records = new RecordBuilder().open(1, 'http2');
    const up = createHpackEncoder();
    const down = createHpackEncoder();
    const client = (bytes: Uint8Array) => records.client(1, bytes);
    const server = (bytes: Uint8Array) => records.server(1, bytes);
    client(joinBytes([CONNECTION_PREFACE, encodeSettings([{ id: 2, value: 0 }])]));
    const heads = (path: string) =>
      up.encode([
        { name: ':method', value: 'GET' },
        { name: ':scheme', value: 'https' },
        { name: ':authority', value: 'localhost' },
        { name: ':path', value: path },
        { name: 'user-agent', value: BROWSER_AGENT },
      ]);
    const answer = (stream: number, code = '200', end = true) =>
      server(encodeHeaders(stream, down.encode([{ name: ':status', value: code }]), { endStream: end }));
    const get = (stream: number, path: string) =>
      client(encodeHeaders(stream, heads(path), { endStream: true }));
    return { records, client, server, get, answer, up, down };
  }

  test('a later header block is small', () => {
    const { records, get } = http2();
    get(1, '/hello');
    expect(status('header-block-smaller', records, { bytes: 60 })).toBe('not-yet');
    get(3, '/hello');
    expect(status('header-block-smaller', records, { bytes: 60 })).toBe('met');
    expect(status('header-block-smaller', records, { bytes: 1 })).toBe('not-yet');
  });

  test('a window reaches 0, and opens again', () => {
    const { records, client, server, get, answer } = http2();
    get(1, '/download');
    answer(1, '200', false);
    for (let sent = 0; sent < 4; sent += 1) server(encodeData(1, new Uint8Array(sent < 3 ? 16_384 : 16_383)));
    const result = check('window-reached-zero', records);
    expect([result.status, result.conditions?.map(({ met }) => met)]).toEqual(['not-yet', [true, false]]);
    expect(status('window-reached-zero', records, { reopened: false })).toBe('met');
    records.at(500);
    client(encodeWindowUpdate(1, 1_000));
    expect(check('window-reached-zero', records, { of: 'stream' }).reason).toBe(
      'The window of stream 1 on connection 1 was at 0 for 500 ms, then opened again.',
    );
    expect(status('window-reached-zero', records, { of: 'connection' })).toBe('not-yet');
  });

  test('RST_STREAM and GOAWAY count with their code', () => {
    const { records, server, get } = http2();
    get(1, '/sse');
    server(encodeRstStream(1, 7));
    server(encodeGoaway(1, 0));
    expect(check('stream-reset', records, { code: 7 }).reason).toContain('REFUSED_STREAM');
    expect(check('stream-reset', records, { code: 8 }).reason).toContain('another code');
    expect(status('stream-reset', records, { direction: 'client-to-server' })).toBe('not-yet');
    expect(status('goaway-seen', records, { code: 0 })).toBe('met');
    expect(status('goaway-seen', records, { code: 2 })).toBe('not-yet');
  });

  test('a push is received when its answer is taken; a client that takes none refused it', () => {
    const { records, server, get, answer, down } = http2();
    get(1, '/push');
    const refused = () => status('push-refused', records);
    expect(refused()).toBe('not-yet');
    answer(1);
    expect(refused()).toBe('met');
    get(3, '/push');
    server(encodePushPromise(3, 2, down.encode([{ name: ':path', value: '/assets/pushed.txt' }])));
    expect(check('push-received', records).conditions?.map(({ met }) => met)).toEqual([true, false]);
    expect(refused()).toBe('not-yet');
    answer(2);
    expect(status('push-received', records)).toBe('met');
  });

  test('Early Hints were used when a named file was asked for before the page came', () => {
    const { records, client, server, get, answer, up, down } = http2();
    get(1, '/early-hints');
    const link = { name: 'link', value: '</assets/a.css>; rel=preload; as=style' };
    server(encodeHeaders(1, down.encode([{ name: ':status', value: '103' }, link])));
    records.at(100);
    get(3, '/assets/a.css');
    records.at(600);
    answer(1);
    expect(check('early-hints-used', records).conditions?.map(({ met }) => met)).toEqual([true, true, false]);
    const post = up.encode([
      { name: ':method', value: 'POST' },
      { name: ':path', value: '/early-hints/report' },
    ]);
    client(
      joinBytes([
        encodeHeaders(5, post),
        encodeData(5, encodeUtf8('{"i":"early-hints"}'), { endStream: true }),
      ]),
    );
    expect(check('early-hints-used', records).reason).toBe(
      'One file asked for after the 103, the first 500 ms before the final response.',
    );
    expect(status('early-hints-absent', records, { origin: 'http2' })).toBe('not-yet');
    expect(check('early-hints-sent', records, { origin: 'http2' }).reason).toBe(
      'Between the 103 and the final response the browser asked for one file it names.',
    );
    expect(status('early-hints-sent', records, HTTP1)).toBe('not-yet');
    expect(status('early-hints-used', records, HTTP1)).toBe('not-yet');
  });

  test('settings are exchanged when each end has acknowledged those of the other', () => {
    const { records, client, server } = http2();
    const conditions = () => check('settings-exchanged', records).conditions?.map(({ met }) => met);
    expect(conditions()).toEqual([true, false, false, false]);
    server(encodeSettings([{ id: 3, value: 100 }]));
    server(encodeSettingsAck());
    expect(conditions()).toEqual([true, true, true, false]);
    client(encodeSettingsAck());
    expect(check('settings-exchanged', records).reason).toBe(
      'On connection 1 each end sent its SETTINGS and acknowledged those of the other.',
    );
  });

  test('DATA counts until its reader makes room on the stream', () => {
    const { records, client, server, get, answer } = http2();
    get(1, '/download');
    answer(1, '200', false);
    server(encodeData(1, new Uint8Array(600)));
    client(encodeWindowUpdate(0, 600));
    server(encodeData(1, new Uint8Array(400)));
    client(encodeWindowUpdate(1, 1_000));
    server(encodeData(1, new Uint8Array(800)));
    expect(status('data-without-window-update', records, { atLeast: 1_000 })).toBe('met');
    expect(check('data-without-window-update', records, { atLeast: 1_001 }).reason).toBe(
      'Stream 1 on connection 1 carried 1,000 bytes before a WINDOW_UPDATE for it, of 1,001.',
    );
    const up = { atLeast: 1, direction: 'client-to-server' };
    expect(status('data-without-window-update', records, up)).toBe('not-yet');
  });

  test('frames are seen by their type', () => {
    const { records } = http2();
    expect(status('frame-seen', records, { origin: 'http2', type: 'SETTINGS' })).toBe('met');
    expect(status('frame-seen', records, { origin: 'http2', type: 'GOAWAY' })).toBe('not-yet');
  });
});
