import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { explainLessonAction, lessonActionSchema, type LessonAction } from './lesson-actions.ts';

const parse = (action: object): LessonAction => v.parse(lessonActionSchema, action);
const explain = (action: object): string => explainLessonAction(parse(action));

describe('the actions of a lesson', () => {
  test.each([
    [
      { type: 'open', transport: 'poll', origin: 'http1', path: '/poll?topic=quiet', everyMs: 500 },
      'Opens 1 × poll (/poll?topic=quiet) over HTTP/1.1, every 500 ms.',
    ],
    [
      { type: 'open', transport: 'fetch', origin: 'http2', method: 'POST', path: '/upload', body: 'x' },
      'Opens 1 × fetch (POST /upload) over HTTP/2.',
    ],
    [
      { type: 'open', transport: 'websocket', origin: 'http1', reconnect: { firstMs: 500 } },
      'Opens 1 × WebSocket over HTTP/1.1, which comes back by itself.',
    ],
    [
      {
        type: 'open',
        client: 'node',
        transport: 'websocket',
        origin: 'http1',
        count: 100,
        herd: { backoff: 'none' },
      },
      'Opens 100 × WebSocket over HTTP/1.1 from the Node client, each of which comes back: no backoff.',
    ],
    [{ type: 'publish', origin: 'http1', data: 'hello' }, 'Publishes an event: POST /publish over HTTP/1.1.'],
    [{ type: 'open', transport: 'sse', origin: 'proxy' }, 'Opens 1 × EventSource through the proxy.'],
    [{ type: 'send', bytes: 65536 }, 'Sends a text message of 65,536 bytes on the newest WebSocket.'],
    [
      { type: 'send', text: 'Hello', binary: true, which: 'all' },
      'Sends a binary message, “Hello”, on every open WebSocket.',
    ],
    [
      { type: 'close', transport: 'websocket', code: 3001 },
      'Closes the newest WebSocket with the code 3001.',
    ],
    [
      { type: 'remove-fault', origin: 'http1', which: 'all', fault: 'buffer' },
      'Takes “Buffer” off every connection over HTTP/1.1.',
    ],
  ])('%o is said in one sentence', (action, sentence) => {
    expect(explain(action)).toBe(sentence);
  });

  test.each([
    [{ type: 'open', transport: 'sse', origin: 'http1', method: 'POST' }, 'are for fetch'],
    [{ type: 'open', transport: 'poll', client: 'node', origin: 'http1', everyMs: 100 }, 'Node client'],
    [{ type: 'open', transport: 'fetch', origin: 'http1', body: 'x' }, 'POST` only'],
    [{ type: 'open', transport: 'early-hints', origin: 'http2', count: 2 }, 'one tab only'],
    [{ type: 'open', transport: 'sse', origin: 'http1', count: 51 }, '50 at most'],
    [{ type: 'open', transport: 'sse', origin: 'http1', herd: { backoff: 'none' } }, 'of the Node client'],
    [{ type: 'send', text: 'a', bytes: 1 }, 'Give `text` or `bytes`.'],
    [{ type: 'close', transport: 'websocket', code: 1001 }, '1000 or 3000 to 4999 only'],
    [{ type: 'close', code: 1000 }, 'needs `transport: websocket`'],
    [{ type: 'remove-fault', origin: 'http1', fault: 'cut' }, 'cannot be put there'],
  ])('%o is refused', (action, message) => {
    expect(() => parse(action)).toThrow(message);
  });
});
