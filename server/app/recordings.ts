import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sendJson } from './send-json.ts';
import type { PageHandler } from './static.ts';

const PREFIX = '/recordings/';
const EXTENSION = '.w101';

/** Serves the recordings that lie in `folder`, read only, beside the page; the list of them is at `/recordings/`. */
export function serveRecordings(folder: string, page: PageHandler): PageHandler {
  return async (pathname, request, response) => {
    if (!pathname.startsWith(PREFIX)) return page(pathname, request, response);
    if (pathname === PREFIX) {
      sendJson(response, 200, { recordings: await listRecordings(folder) });
      return true;
    }
    const file = await findRecording(folder, pathname.slice(PREFIX.length));
    if (file === undefined) return false;
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': file.bytes,
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
    });
    if (request.method === 'HEAD') response.end();
    /* A file that grows meanwhile ends where it was said to. One that shrinks breaks the response off, as it must. */
    else if (file.bytes === 0) response.end();
    else
      await pipeline(createReadStream(file.name, { end: file.bytes - 1 }), response).catch(() =>
        response.destroy(),
      );
    return true;
  };
}

async function listRecordings(folder: string): Promise<{ name: string; bytes: number }[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith(EXTENSION))
      .map(async (name) => ({ name, file: await findRecording(folder, encodeURIComponent(name)) })),
  );
  return found.flatMap(({ name, file }) => (file ? [{ name, bytes: file.bytes }] : []));
}

/** The file of this name in the folder itself; undefined for any name that leads out of it, also by a symbolic link. */
async function findRecording(
  folder: string,
  encoded: string,
): Promise<{ readonly name: string; readonly bytes: number } | undefined> {
  const name = decodeName(encoded);
  if (name === undefined || name.startsWith('.') || !name.endsWith(EXTENSION)) return undefined;
  if (/[/\\\0]/.test(name)) return undefined;
  try {
    const real = await realpath(path.join(folder, name));
    if (path.dirname(real) !== (await realpath(folder))) return undefined;
    const facts = await stat(real);
    return facts.isFile() ? { name: real, bytes: facts.size } : undefined;
  } catch {
    return undefined;
  }
}

function decodeName(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
