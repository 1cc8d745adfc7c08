import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';

const gzip = promisify(gzipWithCallback);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.w101': 'application/octet-stream',
};
const COMPRESSIBLE: ReadonlySet<string> = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.w101']);
/** Vite puts a hash of the content into the names of these. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

/** Answers a request for a file; false when there is no such file. */
export type PageHandler = (
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean>;

interface File {
  readonly name: string;
  /** Filled at the first request, then kept: the page is small and does not change while the lab runs. */
  content?: { readonly bytes: Buffer; readonly zipped: Buffer | undefined; readonly etag: string };
}

/** Serves the built page in `folder`. A folder that is missing has no files. */
export async function createStaticPage(
  folder: string,
  headers: Readonly<Record<string, string>>,
): Promise<PageHandler> {
  const files = new Map<string, File>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const name = path.join(entry.parentPath, entry.name);
    files.set(`/${path.relative(folder, name).split(path.sep).join('/')}`, { name });
  }
  return async (pathname, request, response) => {
    const target = pathname === '/' ? '/index.html' : pathname;
    const file = files.get(target);
    if (file === undefined) return false;
    const extension = path.extname(target);
    const { bytes, zipped, etag } = (file.content ??= await load(file.name, extension));
    const useZip = zipped !== undefined && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('Content-Type', TYPES[extension] ?? 'application/octet-stream');
    response.setHeader(
      'Cache-Control',
      HASHED.test(target) ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    response.setHeader('ETag', etag);
    if (zipped !== undefined) response.setHeader('Vary', 'Accept-Encoding');
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return true;
    }
    if (useZip) response.setHeader('Content-Encoding', 'gzip');
    const body = useZip ? zipped : bytes;
    response.setHeader('Content-Length', body.length);
    response.writeHead(200).end(request.method === 'HEAD' ? undefined : body);
    return true;
  };
}

async function load(name: string, extension: string): Promise<NonNullable<File['content']>> {
  const bytes = await readFile(name);
  const zipped = COMPRESSIBLE.has(extension) ? await gzip(bytes) : undefined;
  // Weak, since the same tag stands for the compressed form too (RFC 9110 §8.8.3).
  const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { bytes, zipped: zipped !== undefined && zipped.length < bytes.length ? zipped : undefined, etag };
}
