import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_HERD, retryMsOf } from '../../contract/herd.ts';
import type { OperationEvent, Transport } from '../../contract/operations.ts';
import { LAB_ORIGIN_IDS, type LabOriginId } from '../../contract/origin.ts';
import { createTestLab, type TestLab } from '../endpoints/test-lab.ts';
import { ManualClock } from '../manual-clock.ts';
import { createNodeClient, MAX_OPERATIONS, type NodeClient, type NodeClientOptions } from './node-client.ts';

/** Keeps what the client reports, and lets a test wait for it. */
class Account {
  readonly events: OperationEvent[] = [];
  readonly #watchers = new Set<() => void>();

  readonly report = (event: OperationEvent): void => {
    this.events.push(event);
    for (const watcher of this.#watchers) watcher();
  };
  /** Resolves with the operation's account once `enough` says so. */
  until(op: number, enough: (events: OperationEvent[]) => boolean): Promise<OperationEvent[]> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        const own = this.events.filter((event) => event.op === op);
        if (!enough(own)) return;
        this.#watchers.delete(watcher);
        resolve(own);
      };
      this.#watchers.add(watcher);
      watcher();
    });
  }
  /** Resolves once the operation has reported `name` so many times. */
  count(op: number, name: OperationEvent['event'], times = 1): Promise<OperationEvent[]> {
    return this.until(op, (events) => events.filter(({ event }) => event === name).length >= times);
  }
}

const messages = (events: OperationEvent[]): [string | undefined, string | undefined][] =>
  events.filter(({ event }) => event === 'message').map(({ eventId, detail }) => [eventId, detail]);
const names = (events: OperationEvent[]): string[] => events.map(({ event }) => event);

let lab: TestLab;
let clock: ManualClock;
let account: Account;
let client: NodeClient;
const create = (options: Partial<NodeClientOptions> = {}): NodeClient =>
  createNodeClient({ origins: lab.origins, ca: lab.ca, clock, report: account.report, ...options });

beforeEach(async () => {
  lab = await createTestLab({ heartbeatMs: 0 });
  clock = new ManualClock();
  account = new Account();
  client = create();
});
afterEach(async () => {
  await client.closeAll();
  await lab.close();
});

describe.each(LAB_ORIGIN_IDS)('the Node client over the origin %s', (origin) => {
  const open = (op: number, transport: Transport, path: string): void =>
    client.open({ op, transport, origin, path: `${path}${path.includes('?') ? '&' : '?'}op=${op}` });

  it('fetches once, and tells where it went', async () => {
    open(1, 'fetch', '/hello');
    const events = await account.count(1, 'closed');
    expect(names(events)).toEqual(['issued', 'opened', 'message', 'closed']);
    expect(events[0]).toEqual({
      op: 1,
      client: 'node',
      event: 'issued',
      transport: 'fetch',
      origin,
      url: `${lab.origins[origin]}/hello?op=1`,
    });
    expect(events[2]?.detail).toContain(origin === 'http2' ? '"httpVersion":"2"' : '"httpVersion":"1.1"');
  });

  it('reads events, comes back after a loss, and goes on where it was', async () => {
    open(1, 'sse', '/sse');
    await lab.subscribed(1);
    lab.feed('one');
    await account.count(1, 'message');
    lab.cutAll();
    const [, error] = (await account.count(1, 'error')).slice(-2);
    expect(error?.detail).toContain('reconnects in 3000 ms');
    lab.feed('two', 'three');
    await clock.waiting(1);
    clock.advance(2_999);
    expect(clock.pending).toBe(1);
    clock.advance(1);
    const events = await account.count(1, 'message', 3);
    expect(messages(events)).toEqual([
      ['1', 'one'],
      ['2', 'two'],
      ['3', 'three'],
    ]);
    expect(names(events).filter((name) => name === 'opened')).toHaveLength(2);
  });

  it('closes an event stream so that the server notices, and is silent from then on', async () => {
    open(1, 'sse', '/sse');
    await account.count(1, 'opened');
    client.close(1);
    await lab.subscribed(0);
    const events = await account.count(1, 'closed');
    expect(names(events)).toEqual(['issued', 'opened', 'closed']);
    client.close(1);
    expect(clock.pending).toBe(0);
  });

  it('long-polls with a cursor, so that nothing is lost between two requests', async () => {
    open(1, 'long-poll', '/long-poll');
    await lab.subscribed(1);
    lab.feed('one', 'two');
    await account.count(1, 'message', 2);
    lab.feed('three');
    const events = await account.count(1, 'message', 3);
    expect(messages(events).map(([id]) => id)).toEqual(['1', '2', '3']);
    client.close(1);
    await account.count(1, 'closed');
    await lab.subscribed(0);
  });

  it('polls once a second', async () => {
    lab.feed('one');
    open(1, 'poll', '/poll');
    await account.count(1, 'message');
    lab.feed('two');
    await clock.waiting(1);
    clock.advance(1_000);
    expect(messages(await account.count(1, 'message', 2)).at(-1)).toEqual(['2', 'two']);
  });

  it('keeps a WebSocket open until it is told to close it', async () => {
    open(1, 'websocket', '/ws');
    await account.count(1, 'opened');
    await lab.subscribed(1);
    lab.feed('one');
    expect(messages(await account.count(1, 'message'))).toEqual([[undefined, '{"id":1,"data":"one"}']]);
    client.close(1);
    await account.count(1, 'closed');
    await lab.subscribed(0);
  });

  it('says which close code ended a WebSocket', async () => {
    open(1, 'websocket', '/ws');
    await account.count(1, 'opened');
    await lab.endpoints.close();
    expect((await account.count(1, 'closed')).at(-1)?.detail).toBe('code 1001 The lab is shutting down.');
  });

  it('takes a push where there is one', async () => {
    open(1, 'push', '/push');
    const details = messages(await account.count(1, 'closed')).map(([, detail]) => detail);
    if (origin === 'http2') {
      expect(details[0]).toBe('PUSH_PROMISE for /assets/pushed.txt on stream 2');
      expect(details).toContainEqual(
        expect.stringMatching(/^pushed \/assets\/pushed\.txt, 106 bytes: This text/),
      );
    } else {
      expect(details).toEqual(['{"pushed":false,"why":"HTTP/1.1 has no server push."}']);
    }
  });

  it('reports a 103 before the final response', async () => {
    open(1, 'early-hints', '/early-hints?wait=2&delay=5');
    await lab.clock.waiting(2);
    lab.clock.advance(2);
    const early = await account.count(1, 'message');
    expect(names(early)).toEqual(['issued', 'message']);
    expect(early[1]?.detail).toMatch(/^103 before the final response, Link: <\/assets\//);
    lab.clock.advance(3);
    expect(names(await account.count(1, 'closed'))).toEqual([
      'issued',
      'message',
      'opened',
      'message',
      'closed',
    ]);
  });

  it('ends everything when it is told to', async () => {
    open(1, 'sse', '/sse');
    open(2, 'websocket', '/ws');
    open(3, 'long-poll', '/long-poll');
    await lab.subscribed(3);
    await client.closeAll();
    await lab.subscribed(0);
    for (const op of [1, 2, 3]) await account.count(op, 'closed');
    expect(clock.pending).toBe(0);
  });
});

describe('the Node client', () => {
  it('puts requests to the HTTP/2 origin on one connection, a WebSocket among them', async () => {
    for (let op = 1; op <= 9; op += 1)
      client.open({ op, transport: 'sse', origin: 'http2', path: `/sse?op=${op}` });
    await lab.subscribed(9);
    client.open({ op: 10, transport: 'websocket', origin: 'http2', path: '/ws?op=10' });
    await account.count(10, 'opened');
    expect(lab.connections.http2).toBe(1);
  });

  it('holds more than six event streams over HTTP/1.1, unlike a browser', async () => {
    for (let op = 1; op <= 7; op += 1)
      client.open({ op, transport: 'sse', origin: 'http1', path: `/sse?op=${op}` });
    await lab.subscribed(7);
    expect(lab.connections.http1).toBe(7);
  });

  it('takes an event stream that was reset for a loss, with its error code', async () => {
    client.open({ op: 1, transport: 'sse', origin: 'http2', path: '/sse?op=1' });
    await account.count(1, 'opened');
    lab.resetStreams(constants.NGHTTP2_CANCEL);
    expect((await account.count(1, 'error')).at(-1)?.detail).toContain('reset with error code 8; reconnects');
  });

  it('refuses a path that leads away from the lab, and an operation number in use', () => {
    const path = '@example.com/';
    expect(() => client.open({ op: 1, transport: 'fetch', origin: 'http1', path })).toThrow('does not lead');
    client.open({ op: 2, transport: 'sse', origin: 'http1', path: '/sse?op=2' });
    expect(() => client.open({ op: 2, transport: 'sse', origin: 'http1', path: '/sse?op=2' })).toThrow(
      'runs already',
    );
  });

  it('runs no more operations than its bound', async () => {
    // Nobody listens there, and no time passes: each waits to reconnect.
    client = create({ origins: { ...lab.origins, http1: 'http://127.0.0.1:1' } });
    const open = (op: number): void => client.open({ op, transport: 'sse', origin: 'http1', path: '/sse' });
    for (let op = 1; op <= MAX_OPERATIONS; op += 1) open(op);
    expect(() => open(MAX_OPERATIONS + 1)).toThrow('its limit');
    await client.closeAll();
    expect(account.events.filter(({ event }) => event === 'closed')).toHaveLength(MAX_OPERATIONS);
  });

  it('does not trust a certificate of another CA', async () => {
    client = create({ ca: '' });
    for (const origin of ['http2', 'http1tls'] as const satisfies LabOriginId[]) {
      const op = origin === 'http2' ? 1 : 2;
      client.open({ op, transport: 'fetch', origin, path: `/hello?op=${op}` });
      const events = await account.count(op, 'closed');
      expect(names(events)).toEqual(['issued', 'error', 'closed']);
      expect(events[1]?.detail).toMatch(/self.signed|certificate/);
    }
  });
});

describe('an event stream of the Node client', () => {
  /** Answers each request to the stream with the next of these. */
  async function serve(...answers: ((req: IncomingMessage, res: ServerResponse) => void)[]) {
    const server = createServer((req, res) => {
      const answer = answers.shift();
      if (answer === undefined) res.writeHead(204).end();
      else answer(req, res);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = create({ origins: { ...lab.origins, http1: `http://127.0.0.1:${port}` } });
    client.open({ op: 1, transport: 'sse', origin: 'http1', path: '/' });
    return async () => {
      await client.closeAll();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
  }
  const stream = (content: string) => (_req: IncomingMessage, res: ServerResponse) =>
    res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).end(content);

  it.each([
    ['204', (res: ServerResponse) => res.writeHead(204).end(), 'status 204 ends it for good'],
    ['503', (res: ServerResponse) => res.writeHead(503).end('down'), 'status 503 ends it for good'],
    [
      'another type',
      (res: ServerResponse) => res.writeHead(200, { 'content-type': 'text/plain' }).end('data: x\n\n'),
      'Content-Type text/plain ends it for good',
    ],
  ])('is over for good after %s', async (_name, answer, reason) => {
    const stop = await serve((_req, res) => answer(res));
    const events = await account.count(1, 'closed');
    expect(names(events)).toEqual(['issued', 'error', 'closed']);
    expect(events.at(-1)?.detail).toBe(reason);
    await stop();
  });

  it('takes the retry field and the last id with it, also when they came without data', async () => {
    const ids: unknown[] = [];
    const stop = await serve(
      stream('retry: 70\n\nid: 5\ndata: a\n\nid: ü6\n\ndata: never dispatched'),
      (req, res) => {
        ids.push(Buffer.from(String(req.headers['last-event-id']), 'latin1').toString('utf8'));
        stream('data: b\n\n')(req, res);
      },
    );
    await account.count(1, 'error');
    await clock.waiting(1);
    clock.advance(70);
    const events = await account.count(1, 'message', 2);
    expect(messages(events)).toEqual([
      ['5', 'a'],
      ['ü6', 'b'],
    ]);
    expect(ids).toEqual(['ü6']);
    await stop();
  });
});

describe('a client of a herd', () => {
  const herd = (backoff: 'none' | 'exponential' | 'full-jitter', seed = 1) => ({ backoff, seed }) as const;
  const waitsOf = (events: OperationEvent[]): (number | undefined)[] =>
    events.filter(({ event }) => event === 'error').map(({ detail }) => retryMsOf(detail ?? ''));

  it('says so when it begins, and comes back after a status that ends an EventSource for good', async () => {
    client.open({
      op: 1,
      transport: 'sse',
      origin: 'http1',
      path: '/sse?status=503&op=1',
      herd: herd('exponential'),
    });
    for (const failures of [1, 2, 3]) {
      const events = await account.count(1, 'error', failures);
      clock.advance(waitsOf(events).at(-1) ?? 0);
    }
    const events = await account.count(1, 'error', 4);
    expect(events[0]?.detail).toBe('one of a herd: exponential');
    expect(waitsOf(events)).toEqual([500, 1_000, 2_000, 4_000]);
  });

  it('begins its wait anew once a connection has opened, and asks for what it missed', async () => {
    client.open({
      op: 1,
      transport: 'sse',
      origin: 'http2',
      path: '/sse?replay=on&end=1&op=1',
      herd: herd('exponential'),
    });
    await account.count(1, 'opened');
    lab.log.append('feed', { data: 'two' });
    const first = await account.count(1, 'error', 1);
    clock.advance(500);
    lab.log.append('feed', { data: 'three' });
    const second = await account.count(1, 'error', 2);
    expect(waitsOf(first)).toEqual([500]);
    expect(waitsOf(second)).toEqual([500, 500]);
    expect(new Set(messages(second).map(([id]) => id)).size).toBe(2);
  });

  it('throws its own dice with full jitter: the same for the same seed, others for another client', async () => {
    const path = (op: number) => `/sse?status=503&op=${op}`;
    const firstWait = async (op: number, seed: number): Promise<number | undefined> => {
      const own = create();
      own.open({ op, transport: 'sse', origin: 'http1', path: path(op), herd: herd('full-jitter', seed) });
      const wait = waitsOf(await account.count(op, 'error')).at(-1);
      await own.closeAll();
      account.events.length = 0;
      return wait;
    };
    const waits = [
      await firstWait(1, 7),
      await firstWait(1, 7),
      await firstWait(2, 7),
      await firstWait(1, 8),
    ];
    expect(waits[0]).toBe(waits[1]);
    expect(new Set(waits).size).toBe(3);
  });

  it('opens WebSockets again, too', async () => {
    client.open({
      op: 1,
      transport: 'websocket',
      origin: 'http1',
      path: '/ws?close=4000&messages=1&after=0&op=1',
      herd: herd('none'),
    });
    lab.log.append('feed', { data: 'one' });
    await account.count(1, 'error', 1);
    clock.advance(250);
    expect(waitsOf(await account.count(1, 'error', 2))).toEqual([250, 250]);
  });

  it('is refused beyond the limit, and where there is nothing to lose', () => {
    const open = (op: number, transport: Transport) => () =>
      client.open({ op, transport, origin: 'http1', path: `/sse?op=${op}`, herd: herd('none') });
    expect(open(1, 'poll')).toThrow('A herd speaks SSE or WebSocket.');
    for (let op = 1; op <= MAX_HERD; op++) open(op, 'sse')();
    expect(open(MAX_HERD + 1, 'sse')).toThrow(`The herd has ${MAX_HERD} clients, which is its limit.`);
  });
});
