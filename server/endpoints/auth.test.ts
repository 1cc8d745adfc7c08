import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAB_ORIGIN_IDS, type LabOriginId } from '../../contract/origin.ts';
import { createAuthStore } from './auth-store.ts';
import { AUTH_FIRST_MESSAGE_MS, AUTH_ONE_TIME_TOKEN_MS, AUTH_TOKEN_MS, MAX_AUTH_TOKENS } from './limits.ts';
import { ask, open } from './test-client.ts';
import { APP_ORIGIN, createTestLab, type TestLab } from './test-lab.ts';
import { openWebSocket } from './ws-test-client.ts';

let lab: TestLab;
beforeEach(async () => {
  lab = await createTestLab({ heartbeatMs: 0 });
});
afterEach(() => lab.close());

const authority = (origin: LabOriginId): string => new URL(lab.origins[origin]).host;

async function logIn(origin: LabOriginId, query = ''): Promise<string> {
  const { headers } = await ask(lab, origin, `/auth/login${query}`, { method: 'POST' });
  return String(headers['set-cookie']);
}
async function tokenFrom(origin: LabOriginId, query = ''): Promise<string> {
  const { body } = await ask(lab, origin, `/auth/token${query}`, { method: 'POST' });
  return (JSON.parse(body) as { token: string }).token;
}
const pairOf = (setCookie: string): string => setCookie.split(';')[0] ?? '';

describe.each(LAB_ORIGIN_IDS)('/auth over the origin %s', (origin) => {
  const events = (query: string, headers: Record<string, string> = {}) =>
    ask(lab, origin, `/auth/events?lastEventId=0&end=1${query}`, { headers });

  it('sets a cookie that scripts cannot read, Secure over TLS and wherever SameSite is None', async () => {
    const secure = origin === 'http1' ? '' : '; Secure';
    const attributes = /^wire101_session=[\w-]{22}; Path=\/; Max-Age=600; HttpOnly; SameSite=/;
    const plain = await logIn(origin);
    expect(plain).toMatch(attributes);
    expect(plain.endsWith(`SameSite=Lax${secure}`)).toBe(true);
    expect(await logIn(origin, '?samesite=strict')).toContain(`SameSite=Strict${secure}`);
    expect(await logIn(origin, '?samesite=none')).toMatch(/SameSite=None; Secure$/);
    expect((await ask(lab, origin, '/auth/login', { method: 'GET' })).status).toBe(405);
  });

  it('lets in a cookie, a token in the query and a bearer token, each only where it is taken', async () => {
    lab.feed('one');
    const cookie = pairOf(await logIn(origin));
    const token = await tokenFrom(origin);
    const carried: [string, string, Record<string, string>][] = [
      ['cookie', '', { cookie: `a=b; ${cookie}` }],
      ['query', `&token=${token}`, {}],
      ['header', '', { authorization: `Bearer ${token}` }],
    ];
    for (const [way, query, headers] of carried) {
      for (const by of ['cookie', 'query', 'header']) {
        const { status, body } = await events(`&by=${by}${query}`, headers);
        expect([way, by, status]).toEqual([way, by, way === by ? 200 : 401]);
        if (way === by) expect(body).toContain('data: one');
      }
      expect((await events(query, headers)).status).toBe(200);
    }
  });

  it('answers 401 with a challenge to everybody else, and after logout', async () => {
    const refused = await events('');
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Bearer realm="Wire 101"']);
    const cookie = pairOf(await logIn(origin));
    const out = await ask(lab, origin, '/auth/logout', { method: 'POST', headers: { cookie } });
    expect([out.status, String(out.headers['set-cookie'])]).toEqual([
      204,
      expect.stringContaining('Max-Age=0'),
    ]);
    expect((await events('', { cookie })).status).toBe(401);
    expect((await events('&by=guess')).status).toBe(400);
  });

  it('takes a one-time token once', async () => {
    lab.feed('one');
    const token = await tokenFrom(origin, '?once=on');
    // A request that is no handshake does not use it up.
    expect((await ask(lab, origin, `/auth/ws?by=query&token=${token}`)).status).toBeGreaterThanOrEqual(400);
    expect((await events(`&token=${token}`)).status).toBe(200);
    expect((await events(`&token=${token}`)).status).toBe(401);
  });

  const authorized = '{"type":"authorized","lesson":"Who reads this can act as the one who logged in."}';

  it('opens a WebSocket by cookie, query and subprotocol, and closes others with 4001', async () => {
    const token = await tokenFrom(origin);
    const ways = [
      ['cookie', '', { headers: { cookie: pairOf(await logIn(origin)) } }],
      ['query', `&token=${token}`, {}],
      ['subprotocol', '', { protocols: ['wire101.auth', token] }],
    ] as const;
    for (const [by, query, asked] of ways) {
      const path = `/auth/ws?mode=echo&by=${by}${query}`;
      const client = await openWebSocket(lab, origin, path, asked);
      // What was offered as a subprotocol is a secret: the server does not repeat it.
      expect(client.protocol).toBe(by === 'subprotocol' ? 'wire101.auth' : '');
      client.say('hello');
      expect(await client.received(2)).toEqual([authorized, 'hello']);
      client.ws.terminate();
      const stranger = await openWebSocket(lab, origin, `/auth/ws?mode=echo&by=${by}`);
      expect(await stranger.closed).toEqual([4001, 'unauthorized']);
      await expect(openWebSocket(lab, origin, `/auth/ws?by=${by}&refuse=401`)).rejects.toThrow('401');
    }
  });

  it('waits for a first message that says who it is, but not for long', async () => {
    const path = '/auth/ws?mode=echo&by=message';
    const good = await openWebSocket(lab, origin, path);
    good.say({ token: await tokenFrom(origin) });
    expect(await good.received(1)).toEqual([authorized]);
    good.ws.terminate();
    for (const message of ['{', '{"token":1}', 'null', '{"token":"wrong"}']) {
      const bad = await openWebSocket(lab, origin, path);
      bad.say(message);
      expect([message, (await bad.closed)[0]]).toEqual([message, 4001]);
    }
    await lab.clock.waiting(0);
    const silent = await openWebSocket(lab, origin, path);
    await lab.clock.waiting(1);
    lab.clock.advance(AUTH_FIRST_MESSAGE_MS);
    expect((await silent.closed)[0]).toBe(4001);
    expect(lab.clock.pending).toBe(0);
  });

  it('lets a foreign page use the cookie only when the Origin check is off', async () => {
    const foreign = { origin: 'https://evil.example', cookie: pairOf(await logIn(origin)) };
    await expect(openWebSocket(lab, origin, '/auth/ws', { headers: foreign })).rejects.toThrow('403');
    const own = { ...foreign, origin: APP_ORIGIN };
    for (const [path, headers] of [
      ['/auth/ws?origin-check=off', foreign],
      ['/auth/ws', own],
    ] as const) {
      const opened = await openWebSocket(lab, origin, path, { headers });
      expect(await opened.received(1)).toEqual([authorized]);
      opened.ws.terminate();
    }
  });

  it('serves a page that tries so from another origin of the lab', async () => {
    const { status, headers, body } = await ask(lab, origin, '/auth/hijack');
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const target = authority(origin === 'http1tls' ? 'http2' : 'http1tls');
    expect(body).toContain(`data-address="wss://${target}/auth/ws?by=cookie&origin-check=off"`);
    const checked = await open(lab, origin, '/auth/hijack?origin-check=on');
    expect(await checked.ended).toContain('origin-check=on"');
    expect((await ask(lab, origin, `/auth/hijack?target=${origin}`)).status).toBe(400);
    expect((await ask(lab, origin, '/auth/hijack?target=%22%3E')).status).toBe(400);
    expect((await ask(lab, origin, '/assets/hijack.js')).status).toBe(200);
  });
});

describe('the tokens of /auth', () => {
  it('expire, and the oldest gives way when there are too many', () => {
    const store = createAuthStore(lab);
    const oneTime = store.issue('one-time').token;
    const session = store.issue('session').token;
    lab.clock.advance(AUTH_ONE_TIME_TOKEN_MS);
    expect([store.accept(oneTime), store.accept(session), store.accept(undefined)]).toEqual([
      false,
      true,
      false,
    ]);
    lab.clock.advance(AUTH_TOKEN_MS - AUTH_ONE_TIME_TOKEN_MS);
    expect(store.accept(session)).toBe(false);
    const first = store.issue('token').token;
    const second = store.issue('token').token;
    for (let n = 0; n < MAX_AUTH_TOKENS - 1; n += 1) store.issue('token');
    expect([store.accept(first), store.accept(second)]).toEqual([false, true]);
  });
});
