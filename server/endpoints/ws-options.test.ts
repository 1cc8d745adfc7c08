import { connect as connectTcp } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LAB_ORIGIN_IDS } from '../../contract/origin.ts';
import { MAX_FRAGMENTS } from './limits.ts';
import { connectHttp2 } from './test-client.ts';
import { APP_ORIGIN, createTestLab, type TestLab } from './test-lab.ts';
import { createSend } from './ws-send.ts';
import { openWebSocket } from './ws-test-client.ts';

let lab: TestLab;
beforeEach(async () => {
  lab = await createTestLab({ heartbeatMs: 0 });
});
afterEach(() => lab.close());

describe.each(LAB_ORIGIN_IDS)('/ws over the origin %s', (origin) => {
  it('selects the first subprotocol it knows, which says what the messages are', async () => {
    const chat = await openWebSocket(lab, origin, '/ws?name=ada', {
      protocols: ['graphql-ws', 'wire101.chat', 'wire101.feed'],
    });
    expect(chat.protocol).toBe('wire101.chat');
    expect(await chat.received(1)).toEqual(['{"type":"welcome","you":"ada","members":["ada"]}']);
    const feed = await openWebSocket(lab, origin, '/ws', { protocols: ['wire101.feed'] });
    feed.say('not echoed');
    lab.feed('one');
    expect(await feed.received(1)).toEqual(['{"id":1,"data":"one"}']);
    chat.ws.terminate();
    feed.ws.terminate();
  });

  it('selects no subprotocol that contradicts the mode', async () => {
    // A client of `ws` itself fails when it offered and none was selected, so this one offers two.
    const feed = await openWebSocket(lab, origin, '/ws?mode=feed', {
      protocols: ['wire101.chat', 'wire101.feed'],
    });
    expect(feed.protocol).toBe('wire101.feed');
    feed.ws.terminate();
  });

  it('compresses messages when both ends agree to, and not otherwise', async () => {
    const text = 'again and '.repeat(500);
    const deflated = await openWebSocket(lab, origin, '/ws?mode=echo&deflate=on', { deflate: true });
    expect(deflated.extensions).toContain('permessage-deflate');
    deflated.say(text);
    expect(await deflated.received(1)).toEqual([text]);
    deflated.ws.terminate();
    for (const [query, deflate] of [
      ['', true],
      ['&deflate=on', false],
    ] as const) {
      const plain = await openWebSocket(lab, origin, `/ws?mode=echo${query}`, { deflate });
      expect(plain.extensions).toBe('');
      plain.ws.terminate();
    }
  });

  it('cuts who does not answer a ping, and nobody else', async () => {
    const alive = await openWebSocket(lab, origin, '/ws?mode=echo&ping=100');
    const dead = await openWebSocket(lab, origin, '/ws?mode=echo&ping=100', { autoPong: false });
    await lab.clock.waiting(2);
    lab.clock.advance(100);
    // What comes back after the pong was sent proves that the pong has come.
    await new Promise((resolve) => alive.ws.once('ping', resolve));
    alive.say('after the pong');
    await alive.received(1);
    lab.clock.advance(100);
    expect((await dead.closed)[0]).toBe(1006);
    await lab.clock.waiting(1);
    alive.say('still here');
    expect(await alive.received(2)).toContain('still here');
    alive.ws.terminate();
    await lab.clock.waiting(0);
    expect(lab.settings.listeners).toBe(0);
  });

  it('closes with the code the query names, at once or after so many messages', async () => {
    const atOnce = await openWebSocket(lab, origin, '/ws?close=1013');
    expect((await atOnce.closed)[0]).toBe(1013);
    const later = await openWebSocket(lab, origin, '/ws?mode=echo&close=4000&messages=2');
    for (const message of ['one', 'two', 'three']) later.say(message);
    expect((await later.closed)[0]).toBe(4000);
    expect(await later.received(2)).toEqual(['one', 'two']);
  });

  it('closes with 1009 when a message is longer than ?max= says', async () => {
    const client = await openWebSocket(lab, origin, '/ws?mode=echo&max=5');
    client.say('12345');
    await client.received(1);
    client.say('123456');
    expect((await client.closed)[0]).toBe(1009);
  });

  it('refuses pages of other origins when it is told to look', async () => {
    const opens = async (path: string, headers: Record<string, string>): Promise<string> => {
      try {
        (await openWebSocket(lab, origin, path, { headers })).ws.terminate();
        return 'open';
      } catch (error) {
        return String((error as Error).message);
      }
    };
    const refused = 'Unexpected server response: 403';
    const foreign = { origin: 'https://evil.example' };
    expect(await opens('/ws?origin-check=off', foreign)).toBe('open');
    expect(await opens('/ws?origin-check=on', foreign)).toBe(refused);
    expect(await opens('/ws?origin-check=on', { origin: 'null' })).toBe(refused);
    const otherPort = lab.origins[origin === 'http1' ? 'http1tls' : 'http1'];
    expect(await opens('/ws?origin-check=on', { origin: otherPort })).toBe(refused);
    expect(await opens('/ws?origin-check=on', { origin: lab.origins[origin] })).toBe('open');
    expect(await opens('/ws?origin-check=on', { origin: APP_ORIGIN })).toBe('open');
    expect(await opens('/ws?origin-check=on', {})).toBe('open');
  });

  it('refuses a query it cannot read before it opens', async () => {
    for (const query of [
      'max=0',
      'max=1048577',
      'fragment=0',
      'ping=1',
      'close=1005',
      'close=1006',
      'close=1015',
      'close=999',
      'close=2000',
      'deflate=maybe',
      'name=a%20b',
      'room=',
      'origin-check=1',
    ]) {
      await expect(openWebSocket(lab, origin, `/ws?${query}`), query).rejects.toThrow('400');
    }
  });

  it('lets a room chat, type and point, and replays the chat only', async () => {
    const ada = await openWebSocket(lab, origin, '/ws?mode=room&room=lab&name=ada');
    const ben = await openWebSocket(lab, origin, '/ws?mode=room&room=lab&name=ada');
    const elsewhere = await openWebSocket(lab, origin, '/ws?mode=room');
    expect(await ben.received(1)).toEqual(['{"type":"welcome","you":"ada-2","members":["ada","ada-2"]}']);
    ada.say({ type: 'typing', on: true });
    ada.say({ type: 'cursor', x: 0.5, y: 1 });
    ada.say({ type: 'chat', text: 'hello' });
    expect((await ben.received(4)).slice(1)).toEqual([
      '{"type":"typing","from":"ada","on":true}',
      '{"type":"cursor","from":"ada","x":0.5,"y":1}',
      '{"id":1,"type":"chat","from":"ada","text":"hello"}',
    ]);
    expect((await ada.received(3)).slice(1)).toEqual([
      '{"type":"joined","from":"ada-2"}',
      '{"id":1,"type":"chat","from":"ada","text":"hello"}',
    ]);
    ben.ws.close();
    expect((await ada.received(4)).at(-1)).toBe('{"type":"left","from":"ada-2"}');
    ada.say({ type: 'chat', text: 'gone?' });
    await ada.received(5);
    const back = await openWebSocket(lab, origin, '/ws?mode=room&room=lab&name=ben&after=1');
    expect((await back.received(2))[1]).toBe('{"id":2,"type":"chat","from":"ada","text":"gone?"}');
    expect(await elsewhere.received(1)).toEqual(['{"type":"welcome","you":"guest","members":["guest"]}']);
    for (const { ws } of [ada, back, elsewhere]) ws.terminate();
    await lab.subscribed(0);
  });

  it('answers what a room does not know with an error, and goes on', async () => {
    const client = await openWebSocket(lab, origin, '/ws?mode=room');
    for (const bad of [
      '{',
      'null',
      { type: 'chat', text: '' },
      { type: 'cursor', x: 2, y: 0 },
      { type: 'x' },
    ]) {
      client.say(bad);
    }
    client.ws.send(Buffer.from('{"type":"chat","text":"binary"}'), { binary: true });
    const answers = (await client.received(7)).slice(1);
    expect(answers.every((answer) => answer.includes('"type":"error"'))).toBe(true);
    expect(lab.log.lastId('room:lobby')).toBe(0);
    client.ws.terminate();
  });
});

const MASKED_HELLO = Buffer.from('818537fa213d7f9f4d5158', 'hex');

describe('a message in fragments (RFC 6455 §5.4)', () => {
  const FRAMES = '01024865' + '00026c6c' + '80016f';

  it('has FIN and an opcode where they belong over HTTP/1.1', async () => {
    const socket = connectTcp(Number(new URL(lab.origins.http1).port), '127.0.0.1');
    socket.write(
      'GET /ws?mode=echo&fragment=2 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    let bytes = Buffer.alloc(0);
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        const before = bytes.length;
        bytes = Buffer.concat([bytes, chunk]);
        if (before === 0) socket.write(MASKED_HELLO);
        if (bytes.toString('hex').endsWith(FRAMES)) resolve();
      });
    });
    socket.destroy();
  });

  it('has FIN and an opcode where they belong over HTTP/2', async () => {
    const session = connectHttp2(lab);
    await new Promise((resolve) => session.once('remoteSettings', resolve));
    const stream = session.request(
      {
        ':method': 'CONNECT',
        ':protocol': 'websocket',
        ':path': '/ws?mode=echo&fragment=2',
        'sec-websocket-version': '13',
      },
      { endStream: false },
    );
    stream.write(MASKED_HELLO);
    let hex = '';
    await new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        hex += chunk.toString('hex');
        if (hex === FRAMES) resolve();
      });
    });
    session.destroy();
  });

  it('is never more than a thousand frames', () => {
    const frames: { length: number; fin: boolean }[] = [];
    const ws = {
      readyState: WebSocket.OPEN,
      OPEN: WebSocket.OPEN,
      send: ({ length }: Buffer, { fin }: { fin: boolean }) => frames.push({ length, fin }),
    };
    const send = createSend(ws as unknown as WebSocket, { fragmentBytes: 1, close: undefined });
    send('x'.repeat(100_001), false);
    expect(frames.length).toBeLessThanOrEqual(MAX_FRAGMENTS);
    expect(frames.reduce((sum, { length }) => sum + length, 0)).toBe(100_001);
    expect(frames.map(({ fin }) => fin).lastIndexOf(false)).toBe(frames.length - 2);
  });
});
