import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LiveSettings } from '../context.ts';
import { carry, type End } from '../relay/carry.ts';
import type { Proxy } from './proxy.ts';
import { ResponseBuffer } from './response-buffer.ts';

/** Fields that are for one hop only (RFC 9110 §7.6.1). */
const HOP_BY_HOP: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Fields of a response that are for the proxy: nginx does not pass them on either. */
const FOR_THE_PROXY: readonly string[] = ['x-accel-buffering'];

interface OwnProxyOptions {
  readonly serverPort: number;
  readonly settings: LiveSettings;
  /** Why it is not nginx: the beginning of a sentence. */
  readonly because: string;
}

/**
 * A proxy in Node, for machines without nginx. It obeys the same switches in the same way: it holds responses back,
 * drops Upgrade, and gives up on a silent server. It speaks HTTP/1.1 to the server in any case.
 */
export function createOwnProxy({ serverPort, settings, because }: OwnProxyOptions): Proxy {
  const ask = (req: IncomingMessage, more: readonly string[]) =>
    request({
      host: '127.0.0.1',
      port: serverPort,
      method: req.method ?? 'GET',
      path: req.url ?? '/',
      agent: false,
      headers: [
        ...endToEnd(req.rawHeaders),
        'X-Real-IP',
        req.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '',
        'X-Real-Port',
        String(req.socket.remotePort ?? 0),
        ...more,
      ],
    });
  const timeoutMs = (): number => settings.current.proxyReadTimeoutS * 1_000;

  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    const out = ask(req, ['Connection', 'close', ...(hasBody(req) ? bodyFraming(req) : [])]);
    let status: 502 | 504 = 502;
    out.setTimeout(timeoutMs(), () => {
      status = 504;
      out.destroy(new Error('it said nothing for too long'));
    });
    out.on('error', (error) => {
      if (res.headersSent) res.destroy();
      else fail(res, status, error.message);
    });
    out.on('response', (response) => {
      const headers = endToEnd(response.rawHeaders, FOR_THE_PROXY);
      const holds =
        settings.current.proxyBuffering && response.headers['x-accel-buffering']?.toString() !== 'no';
      const buffer = new ResponseBuffer(res, () => {
        res.writeHead(response.statusCode ?? 502, response.statusMessage ?? '', headers);
        res.flushHeaders();
      });
      if (!holds) buffer.open();
      response.on('data', (bytes: Buffer) => {
        if (buffer.write(bytes)) return;
        response.pause();
        res.once('drain', () => response.resume());
      });
      response.on('end', () => buffer.end());
      response.on('error', () => res.destroy());
    });
    res.on('close', () => out.destroy());
    req.pipe(out);
  };

  const upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => {});
    const out = ask(req, ['Connection', 'Upgrade', 'Upgrade', req.headers.upgrade ?? '']);
    out.on('error', () => socket.destroy());
    out.on('upgrade', (response, server, firstBytes) => {
      socket.write(headOf(response, response.rawHeaders));
      if (firstBytes.length > 0) socket.write(firstBytes);
      if (head.length > 0) server.write(head);
      server.setTimeout(timeoutMs(), () => server.destroy());
      carry(endOf(socket), endOf(server));
    });
    out.on('response', (response) => {
      socket.write(headOf(response, [...endToEnd(response.rawHeaders), 'Connection', 'close']));
      response.pipe(socket);
    });
    out.end();
  };

  const plain = createServer(answer);
  // A server that listens for upgrades is handed every request that has one.
  const upgrading = createServer(answer).on('upgrade', upgrade);
  for (const server of [plain, upgrading]) server.emit('listening');
  return {
    state: () => ({
      kind: 'own',
      name: 'the lab’s own proxy',
      why: `${because} a small proxy of the lab’s own takes its place. It obeys the same switches, and speaks HTTP/1.1 to the server in any case.`,
      configuration: '',
      trouble: [],
    }),
    ready: () => Promise.resolve(),
    take: (tap) => void (settings.current.proxyUpgrade ? upgrading : plain).emit('connection', tap),
    close() {
      for (const server of [plain, upgrading]) server.close(() => {});
      return Promise.resolve();
    },
  };
}

/** Raw header lines without those that are for one hop only, and without `more`. */
function endToEnd(raw: readonly string[], more: readonly string[] = []): string[] {
  const left = [...HOP_BY_HOP, ...more];
  return raw.filter((_, i) => !left.includes((raw[i - (i % 2)] ?? '').toLowerCase()));
}

const endOf = (stream: Duplex): End => ({
  stream: stream as End['stream'],
  reset: () => stream.destroy(),
});

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined;

const bodyFraming = ({ headers }: IncomingMessage): string[] =>
  headers['transfer-encoding'] === undefined ? [] : ['Transfer-Encoding', 'chunked'];

function headOf({ statusCode = 502, statusMessage = '' }: IncomingMessage, raw: readonly string[]): string {
  let text = `HTTP/1.1 ${statusCode} ${statusMessage}\r\n`;
  for (let i = 0; i < raw.length; i += 2) text += `${raw[i] ?? ''}: ${raw[i + 1] ?? ''}\r\n`;
  return `${text}\r\n`;
}

function fail(res: ServerResponse, status: 502 | 504, why: string): void {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  res.end(`${status}: the proxy got no answer from the lab's server: ${why}.\n`);
}
