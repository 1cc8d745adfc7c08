import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { decodeRecording } from '../contract/recording-file.ts';
import { createLab } from './lab.ts';
import { SetupError } from './setup-error.ts';
import { removeTestDataFolder, startTestLab, testDataFolder } from './testing/test-lab.ts';

describe('createLab', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'wire101-lab-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  afterAll(removeTestDataFolder);

  it('says goodbye to everybody when it closes, within two seconds', async () => {
    const recordFile = path.join(folder, 'all.w101');
    const lab = await startTestLab({ recordFile });
    const sse = await fetch(`${lab.addresses.http1}/sse`);
    const socket = new WebSocket(`${lab.addresses.http1tls.replace('http', 'ws')}/ws`, { ca: lab.ca });
    await once(socket, 'open');
    const session = connectHttp2(lab.addresses.http2, { ca: lab.ca });
    const stream = session.request({ ':path': '/sse' });
    await once(stream, 'response');
    const frozen = await fetch(`${lab.addresses.http1}/sse`);
    const opened = lab.records().filter((record) => record.type === 'connection-opened');
    lab.connections.get(opened.at(-1)?.conn ?? 0).applyFault({ type: 'freeze', direction: 'both' });

    const endings = Promise.all([
      sse.text(),
      once(socket, 'close'),
      once(session, 'goaway'),
      once(stream.resume(), 'end'),
      expect(frozen.text()).rejects.toThrow(),
    ]);
    const start = performance.now();
    await lab.close();
    expect(performance.now() - start).toBeLessThan(2_000);
    const [, closed, goaway] = await endings;
    expect(closed[0]).toBe(1001);
    // NO_ERROR (RFC 9113 §7).
    expect(goaway[0]).toBe(0);
    session.destroy();

    const { records, error } = decodeRecording(await readFile(recordFile));
    expect(error).toBeUndefined();
    expect(records).toEqual(lab.records());
    const ended = records.filter((record) => record.type === 'connection-closed');
    expect(ended.map(({ conn }) => conn).sort()).toEqual(opened.map(({ conn }) => conn).sort());
    await expect(fetch(lab.app)).rejects.toThrow();
  });

  it('names the port that is in use and the way out, and takes no other', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    // The HTTP/2 origin is base + 2.
    const starting = createLab({ basePort: port - 2, dataFolder: await testDataFolder() });
    const error = await starting.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SetupError);
    expect((error as Error).message).toMatch(
      new RegExp(`^Port ${port} is in use already\\. .*--port <number>\\.$`),
    );
    taken.close();
  });

  it('names a data folder and a file that cannot be written, and frees its ports', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const dataFolder = path.join(file, 'data');
    await expect(createLab({ basePort: 0, dataFolder })).rejects.toThrow(
      `The data folder ${dataFolder} cannot be written (ENOTDIR). Choose another with --data <folder>.`,
    );
    const recordFile = path.join(folder, 'nowhere', 'all.w101');
    await expect(startTestLab({ recordFile })).rejects.toThrow(
      `The recording ${recordFile} cannot be written (ENOENT). Choose another with --record <file>.`,
    );
  });

  it('answers the same on IPv4 and IPv6 loopback', async () => {
    const lab = await startTestLab();
    for (const host of ['127.0.0.1', '[::1]']) {
      expect((await fetch(`http://${host}:${lab.port('http1')}/hello`)).status).toBe(200);
    }
    await lab.close();
  });

  it('lets no connection of another lab into its recording', async () => {
    const [one, other] = await Promise.all([startTestLab(), startTestLab()]);
    await (await fetch(`${other.addresses.http1}/hello`)).text();
    expect(one.records().map(({ type }) => type)).toEqual(['lab']);
    await Promise.all([one.close(), other.close()]);
  });
});
