import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../wire/text.ts';
import { previewBytes } from './preview.ts';
import { RAW_TEMPLATES } from './templates.ts';

/** Each frame as `layer type`, and the codes of what it breaks. */
const shown = (id: string): string[] => {
  const template = RAW_TEMPLATES.find((each) => each.id === id);
  if (!template) throw new Error(`There is no template ${id}.`);
  return previewBytes(template.bytes('localhost:1'), template.carrier).map(({ layer, type, problems }) =>
    [layer, type, ...problems.map(({ code }) => code)].join(' '),
  );
};

describe('the preview of raw bytes', () => {
  test('shows a request', () => {
    expect(shown('http1-request')).toEqual(['http1 request']);
    expect(shown('http2-request')).toEqual(['http2 preface', 'http2 SETTINGS', 'http2 HEADERS']);
  });

  test('reads header blocks', () => {
    const template = RAW_TEMPLATES.find(({ id }) => id === 'http2-request');
    const frames = previewBytes(template?.bytes('localhost:1') ?? new Uint8Array(), 'tls-h2');
    expect(frames.at(-1)?.summary).toContain('/hello');
  });

  test('names what a frame breaks before it is sent', () => {
    expect(shown('http2-data-on-stream-0').at(-1)).toBe('http2 DATA http2/stream-required');
    expect(shown('websocket-masked')).toEqual(['http1 request', 'websocket text', 'websocket close']);
    expect(shown('websocket-unmasked')).toEqual(['http1 request', 'websocket text ws/mask-required']);
  });

  test('shows bytes that are nothing as what they are, and nothing for none', () => {
    expect(previewBytes(encodeUtf8('\0\0\0'), 'tcp').map(({ type }) => type)).toEqual(['junk']);
    expect(previewBytes(new Uint8Array(), 'tcp')).toEqual([]);
  });
});
