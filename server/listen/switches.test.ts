import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect as connectHttp2, type ClientHttp2Session, type Settings } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decoding } from '../../trace/decoding.ts';
import { Trace } from '../../trace/trace.ts';
import { removeTestDataFolder, startTestLab, type TestLab } from '../testing/test-lab.ts';

describe('a switch of the lab', () => {
  let lab: TestLab;
  const sessions: ClientHttp2Session[] = [];
  beforeEach(async () => {
    lab = await startTestLab();
  });
  afterEach(async () => {
    for (const session of sessions.splice(0)) session.destroy();
    await lab.close();
  });
  afterAll(removeTestDataFolder);

  /** An HTTP/2 session that has the server's first SETTINGS. */
  async function open(): Promise<ClientHttp2Session> {
    const session = connectHttp2(lab.addresses.http2, { ca: lab.ca });
    sessions.push(session);
    await once(session, 'remoteSettings');
    return session;
  }
  const nextSettings = async (session: ClientHttp2Session): Promise<Settings> =>
    ((await once(session, 'remoteSettings')) as [Settings])[0];
  /** What the SETTINGS frames of the server say, in order, without acknowledgments. */
  function announced(conn: number): string[] {
    const trace = new Trace(decoding);
    for (const record of lab.records()) trace.apply(record);
    return [...trace.outerFrames(conn, 'server-to-client')]
      .filter((row) => trace.frames.type(row) === 'SETTINGS' && (trace.frames.flags(row) & 1) === 0)
      .map((row) => trace.summary(row));
  }

  it('of HTTP/2 reaches an open connection in a SETTINGS frame of what is new, and a new one in its first', async () => {
    const session = await open();
    lab.settings.change({
      maxConcurrentStreams: 7,
      initialWindowSize: 1_000,
      maxFrameSize: 20_000,
      headerTableSize: 0,
    });
    expect(await nextSettings(session)).toMatchObject({
      maxConcurrentStreams: 7,
      initialWindowSize: 1_000,
      maxFrameSize: 20_000,
      headerTableSize: 0,
    });
    const later = await open();
    expect(later.remoteSettings).toMatchObject({ maxConcurrentStreams: 7, maxFrameSize: 20_000 });
    const [first, second] = announced(1);
    expect(first).toMatch(/MAX_CONCURRENT_STREAMS/);
    expect(first).not.toMatch(/MAX_FRAME_SIZE/);
    expect(second).toMatch(/MAX_FRAME_SIZE/);
    expect(announced(2)).toHaveLength(1);
    expect(announced(2)[0]).toMatch(/HEADER_TABLE_SIZE/);
  });

  it('that is as the protocol has it again is left out for new connections', async () => {
    lab.settings.change({ maxFrameSize: 20_000 });
    lab.settings.change({ maxFrameSize: 16_384 });
    await open();
    expect(announced(1)[0]).not.toMatch(/MAX_FRAME_SIZE/);
  });

  it('of extended CONNECT is told to open connections when switched on, and never taken back from them', async () => {
    lab.settings.change({ extendedConnect: false });
    const session = await open();
    expect(session.remoteSettings.enableConnectProtocol).toBe(false);
    lab.settings.change({ extendedConnect: true });
    expect((await nextSettings(session)).enableConnectProtocol).toBe(true);
    lab.settings.change({ extendedConnect: false, maxConcurrentStreams: 9 });
    const after = await nextSettings(session);
    expect(after).toMatchObject({ enableConnectProtocol: true, maxConcurrentStreams: 9 });
    expect(announced(1)).toHaveLength(3);
    expect(announced(1)[2]).not.toMatch(/CONNECT/);
  });

  it('of server push holds from the next request on', async () => {
    const session = await open();
    const ask = async (): Promise<unknown> => {
      const stream = session.request({ ':path': '/push' });
      let text = '';
      stream.setEncoding('utf8').on('data', (part: string) => (text += part));
      await once(stream, 'end');
      return JSON.parse(text);
    };
    expect(await ask()).toMatchObject({ pushed: true });
    lab.settings.change({ push: false });
    expect(await ask()).toEqual({ pushed: false, why: 'Server push is switched off in this lab.' });
  });

  it('of keep-alive closes an open connection after its next response, and its time-out is told', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = (): Promise<unknown> =>
      new Promise((resolve, reject) => {
        get(`${lab.addresses.http1}/hello`, { agent }, (response) => {
          response.resume().on('end', () => resolve(response.headers));
        }).on('error', reject);
      });
    expect(await headers()).toMatchObject({ 'keep-alive': 'timeout=5' });
    lab.settings.change({ keepAliveTimeoutMs: 7_000 });
    expect(await headers()).toMatchObject({ 'keep-alive': 'timeout=7' });
    lab.settings.change({ keepAlive: false });
    expect(await headers()).toMatchObject({ connection: 'close' });
    await lab.record('connection-closed');
    agent.destroy();
    expect(lab.records().filter(({ type }) => type === 'connection-opened')).toHaveLength(1);
  });

  it('of the TLS version holds for new handshakes, and is seen in the record of each', async () => {
    let handshakes = 0;
    const versionWith = async (tlsVersions: 'both' | '1.2' | '1.3'): Promise<string | null> => {
      lab.settings.change({ tlsVersions });
      const client = connectTls({
        port: lab.port('http1tls'),
        host: '127.0.0.1',
        servername: 'localhost',
        ca: lab.ca,
      });
      await once(client, 'secureConnect');
      // Over TLS 1.3 the server learns later than the client that the handshake is over.
      const conn = (handshakes += 1);
      await lab.record('tls-established', (record) => record.conn === conn);
      const version = client.getProtocol();
      client.destroy();
      return version;
    };
    expect([await versionWith('1.2'), await versionWith('1.3'), await versionWith('both')]).toEqual([
      'TLSv1.2',
      'TLSv1.3',
      'TLSv1.3',
    ]);
    const recorded = lab
      .records()
      .flatMap((record) => (record.type === 'tls-established' ? [record.version] : []));
    expect(recorded).toEqual(['TLSv1.2', 'TLSv1.3', 'TLSv1.3']);
  });

  it('refuses a client that speaks only the other version of TLS', async () => {
    lab.settings.change({ tlsVersions: '1.3' });
    const client = connectTls({
      port: lab.port('http1tls'),
      host: '127.0.0.1',
      ca: lab.ca,
      maxVersion: 'TLSv1.2',
    });
    await once(client, 'error');
    expect((await lab.record('connection-closed')).how).toBe('tls-failure');
  });

  it('of gzip compresses the next event stream, unless the client says otherwise', async () => {
    const coding = (path: string): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        const request = get(
          `${lab.addresses.http1}${path}`,
          { headers: { 'Accept-Encoding': 'gzip' } },
          (response) => {
            resolve(response.headers['content-encoding']);
            response.on('error', () => {});
            request.destroy();
          },
        ).on('error', reject);
      });
    lab.settings.change({ gzip: true });
    expect([await coding('/sse'), await coding('/sse?gzip=off')]).toEqual(['gzip', undefined]);
  });
});
