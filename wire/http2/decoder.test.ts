import { describe, expect, test } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { NO_DIAGNOSTICS } from '../diagnostic.ts';
import { createHttp2Decoder } from './decoder.ts';
import { encodeData, encodeFrame, encodeSettings } from './encode.ts';
import { payloadStart } from './frame.ts';

const codes = (frames: readonly { diagnostics: readonly { code: string }[] }[]) =>
  frames.flatMap((frame) => frame.diagnostics.map(({ code }) => code));

describe('the HTTP/2 decoder', () => {
  test('gives a payload that lies in one chunk without copying it', () => {
    const chunk = joinBytes([encodeSettings([]), encodeData(1, Uint8Array.of(1, 2, 3))]);
    const frame = createHttp2Decoder({ sender: 'server' }).push(chunk)[1];
    expect(frame?.payload.buffer).toBe(chunk.buffer);
    expect(frame?.payload).toEqual(Uint8Array.of(1, 2, 3));
  });

  test('shares one empty list among all frames without diagnostics', () => {
    const chunk = joinBytes([encodeSettings([]), encodeData(1, new Uint8Array(0))]);
    for (const frame of createHttp2Decoder({ sender: 'server' }).push(chunk)) {
      expect(frame.diagnostics).toBe(NO_DIAGNOSTICS);
    }
  });

  test('takes over a new SETTINGS_MAX_FRAME_SIZE for the frames that follow', () => {
    const decoder = createHttp2Decoder({ sender: 'server' });
    const large = encodeData(1, new Uint8Array(20_000));
    expect(codes(decoder.push(joinBytes([encodeSettings([]), large])))).toEqual(['http2/frame-too-large']);
    decoder.setMaxFrameSize(20_000);
    expect(codes(decoder.push(large))).toEqual([]);
    decoder.setMaxFrameSize(16_384);
    expect(codes(decoder.push(large))).toEqual(['http2/frame-too-large']);
  });

  test('counts the payload of the largest frame but keeps 1 MiB of it', () => {
    const decoder = createHttp2Decoder({ sender: 'server', maxFrameSize: 16_777_215 });
    decoder.push(encodeSettings([]));
    decoder.push(encodeFrame({ typeCode: 0, streamId: 1, length: 16_777_215 }));
    const part = new Uint8Array(65_536);
    const frames = Array.from({ length: 256 }, () => decoder.push(part)).flat();
    /* 256 parts hold one byte more than the frame: it begins the next frame header. */
    expect(frames).toHaveLength(1);
    expect(frames[0]).toMatchObject({ start: 9, end: 18 + 16_777_215, length: 16_777_215 });
    expect(frames[0]?.payload).toHaveLength(1_048_576);
    expect(codes(frames)).toEqual(['http2/payload-cut']);
    expect(decoder.pending()).toMatchObject({ state: 'frame-header', start: 18 + 16_777_215 });
  });

  test('keeps the beginning of junk up to the same bound', () => {
    const decoder = createHttp2Decoder({ sender: 'client', maxKeptPayload: 4 });
    expect(decoder.push(Uint8Array.from(Buffer.from('PRX * HTTP/2.0')))).toEqual([]);
    expect(decoder.pending()).toEqual({ state: 'junk', start: 0, end: 14 });
    const [junk] = decoder.end();
    expect(junk).toMatchObject({ type: 'junk', start: 0, end: 14, length: 14, typeCode: -1 });
    expect(Buffer.from(junk?.payload ?? []).toString()).toBe('PRX ');
  });

  test('says where a payload starts', () => {
    const decoder = createHttp2Decoder({ sender: 'client' });
    const frames = decoder.push(
      joinBytes([Uint8Array.from(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')), encodeSettings([])]),
    );
    expect(frames.map(payloadStart)).toEqual([0, 33]);
  });

  test('has nothing left to give after end', () => {
    const decoder = createHttp2Decoder({ sender: 'server' });
    decoder.push(encodeSettings([]).subarray(0, 5));
    expect(codes(decoder.end())).toEqual(['http2/truncated']);
    expect(decoder.pending()).toBeUndefined();
    expect(decoder.end()).toEqual([]);
  });
});
