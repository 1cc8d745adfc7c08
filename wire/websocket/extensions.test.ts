import { describe, expect, test } from 'vitest';
import { parseExtensions, readDeflateResponse } from './extensions.ts';

describe('Sec-WebSocket-Extensions', () => {
  test('is a list of names with parameters, which may be quoted', () => {
    expect(parseExtensions('foo, bar; baz=2 ; flag;q="a\\"b, c"')).toEqual([
      { name: 'foo', parameters: [] },
      {
        name: 'bar',
        parameters: [
          { name: 'baz', value: '2' },
          { name: 'flag', value: undefined },
          { name: 'q', value: 'a"b, c' },
        ],
      },
    ]);
  });

  test('of a browser offers permessage-deflate', () => {
    expect(parseExtensions('permessage-deflate; client_max_window_bits')).toEqual([
      { name: 'permessage-deflate', parameters: [{ name: 'client_max_window_bits', value: undefined }] },
    ]);
  });

  test.each(['', ',', 'a,', 'a b', 'a;', 'a; b=', 'a; b="c', ';b', 'a,,b'])(
    '%j breaks the grammar',
    (header) => {
      expect(parseExtensions(header)).toBeUndefined();
    },
  );
});

describe('the response to permessage-deflate', () => {
  test('without parameters keeps the window of both sides', () => {
    expect(readDeflateResponse('permessage-deflate')).toEqual({
      deflate: {
        serverNoContextTakeover: false,
        clientNoContextTakeover: false,
        serverMaxWindowBits: 15,
        clientMaxWindowBits: 15,
      },
      problem: '',
    });
  });

  test('sets each side by itself', () => {
    const { deflate } = readDeflateResponse(
      'permessage-deflate; server_no_context_takeover; client_max_window_bits="10"; server_max_window_bits=8',
    );
    expect(deflate).toEqual({
      serverNoContextTakeover: true,
      clientNoContextTakeover: false,
      serverMaxWindowBits: 8,
      clientMaxWindowBits: 10,
    });
  });

  test('is no agreement when the header is missing or names other extensions', () => {
    expect(readDeflateResponse(undefined)).toEqual({ deflate: undefined, problem: '' });
    expect(readDeflateResponse('x-other')).toEqual({ deflate: undefined, problem: '' });
  });

  test.each([
    ['permessage-deflate; client_max_window_bits', 'needs a value from 8 to 15'],
    ['permessage-deflate; server_max_window_bits=7', 'needs a value from 8 to 15'],
    ['permessage-deflate; server_max_window_bits=08', 'needs a value from 8 to 15'],
    ['permessage-deflate; server_no_context_takeover=1', 'takes no value'],
    ['permessage-deflate; level=9', 'has no parameter level'],
    ['permessage-deflate; server_no_context_takeover; server_no_context_takeover', 'stands there twice'],
    ['permessage-deflate, permessage-deflate', 'accepts permessage-deflate twice'],
    ['permessage-deflate; =', 'breaks its grammar'],
  ])('%j is refused with a sentence', (header, sentence) => {
    const { deflate, problem } = readDeflateResponse(header);
    expect(deflate).toBeUndefined();
    expect(problem).toContain(sentence);
  });
});
