import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveRecordings } from './recordings.ts';

let folder: string;
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wire101-recordings-'));
  const inside = path.join(folder, 'inside');
  await mkdir(path.join(inside, 'deeper.w101'), { recursive: true });
  await writeFile(path.join(inside, 'six lanes.w101'), 'W101');
  await writeFile(path.join(inside, 'notes.txt'), 'no recording');
  await writeFile(path.join(inside, '.hidden.w101'), 'hidden');
  await writeFile(path.join(folder, 'outside.w101'), 'outside');
  await symlink(path.join(folder, 'outside.w101'), path.join(inside, 'link.w101'));
  const handle = serveRecordings(inside, () => Promise.resolve(false));
  server = createServer((request, response) => {
    void handle(request.url ?? '/', request, response).then((done) => {
      if (!done) response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/* Names are sent as they are written here: fetch would tidy `..` away. */
const ask = (name: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/recordings/${name}`);

test('a recording of the folder is answered byte for byte', async () => {
  const response = await ask('six%20lanes.w101');
  expect([response.status, response.headers.get('content-length')]).toEqual([200, '4']);
  expect(await response.text()).toBe('W101');
});
test('the list names the recordings and nothing else', async () => {
  expect(await (await ask('')).json()).toEqual({ recordings: [{ name: 'six lanes.w101', bytes: 4 }] });
});
test.each([
  'notes.txt',
  '.hidden.w101',
  'deeper.w101',
  'link.w101',
  '%2e%2e%2foutside.w101',
  '..%5coutside.w101',
  'inside%00.w101',
  'missing.w101',
  '%zz.w101',
])('%s is not there', async (name) => {
  expect((await ask(name)).status).toBe(404);
});
