import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { LAB_ORIGIN_IDS, type LabOriginId } from '../contract/origin.ts';
import { findProgram } from './setup/browser.ts';
import { openPage, type Playground } from './support/playground.ts';
import { startTestLab, type TestLab } from './support/test-lab.ts';

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}
interface Answer {
  readonly status: number;
  readonly content: string;
}
/** An endpoint, what it is asked, and what every client on every origin has to get. */
type Row = Asked & { readonly status: number; readonly shows?: RegExp };

const ROWS: readonly Row[] = [
  { method: 'GET', path: '/hello', status: 200, shows: /"httpVersion"/ },
  { method: 'GET', path: '/sse?end=1', status: 200, shows: /^id: \d+\n(?:.*\n)*data: /m },
  { method: 'GET', path: '/sse?feed=ticker&end=2', status: 200, shows: /data: / },
  { method: 'GET', path: '/sse?status=503', status: 503 },
  { method: 'GET', path: '/poll', status: 200, shows: /"events":\[/ },
  { method: 'GET', path: '/poll?form=304', status: 200, shows: /"after":\d+/ },
  { method: 'GET', path: '/poll?topic=nothing-here', status: 204, shows: /^$/ },
  { method: 'GET', path: '/long-poll?after=0', status: 200, shows: /"events":\[/ },
  { method: 'GET', path: '/long-poll?topic=nothing-here&timeout=1', status: 204 },
  { method: 'POST', path: '/publish?topic=mine', body: '{"data":"x"}', status: 201, shows: /"id":\d+/ },
  { method: 'POST', path: '/tokens?rate=1000', body: '{}', status: 200, shows: /data: \[DONE\]/ },
  {
    method: 'POST',
    path: '/mute',
    body: '{"event":"visitors","muted":true}',
    status: 200,
    shows: /visitors/,
  },
  { method: 'POST', path: '/upload', body: 'x'.repeat(1_000), status: 200, shows: /1000/ },
  { method: 'GET', path: '/download?bytes=1000', status: 200, shows: /^[^]{1000}$/ },
  { method: 'GET', path: '/leaky/count', status: 200, shows: /"leaky":\d+/ },
  { method: 'GET', path: '/early-hints?delay=1', status: 200, shows: /<html/i },
  { method: 'GET', path: '/push', status: 200, shows: /"pushed":/ },
  { method: 'GET', path: '/status/418', status: 418 },
  { method: 'GET', path: '/auth/events', status: 401 },
  { method: 'GET', path: '/auth/hijack', status: 200, shows: /<html/i },
  { method: 'GET', path: '/not-there', status: 404 },
];

let lab: TestLab;
let ui: Playground;
beforeAll(async () => {
  lab = await startTestLab({ settings: { feedIntervalMs: 50 } });
  ui = await openPage(lab);
  await lab.until('the lab runs', ({ lastT }) => lastT >= 0);
  lab.lab.log.append('feed', { data: 'one' });
});
afterAll(async () => {
  await ui.close();
  await lab.close();
});

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  let content = '';
  for await (const chunk of stream) content += chunk.toString('utf8');
  return content;
}

async function nodeHttp1(url: URL, { method, body }: Asked): Promise<Answer> {
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const request = send(url, { method, headers, agent: false, ca: lab.lab.ca });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, content: await readAll(response) };
}

async function nodeHttp2(url: URL, { method, body }: Asked): Promise<Answer> {
  const session = connectHttp2(url.origin, { ca: lab.lab.ca });
  try {
    const stream = session.request({
      ':method': method,
      ':path': url.pathname + url.search,
      'content-type': 'application/json',
    });
    stream.end(body);
    const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
    return { status: headers[':status'], content: await readAll(stream as AsyncIterable<Buffer>) };
  } finally {
    session.destroy();
  }
}

function curl(url: URL, { method, body }: Asked): Promise<Answer> {
  const content = body === undefined ? [] : ['-H', 'Content-Type: application/json', '--data-binary', body];
  const options = ['-sk', '-m', '15', '-X', method, ...content, '-w', '\n%{http_code}', url.href];
  return new Promise((resolve, reject) => {
    execFile('curl', options, { maxBuffer: 16 * 1024 * 1024 }, (error, output) => {
      if (error) return reject(new Error(`curl gave up on ${url.href}`, { cause: error }));
      const end = output.lastIndexOf('\n');
      resolve({ status: Number(output.slice(end + 1)), content: output.slice(0, end) });
    });
  });
}

/* An interim response is not the answer (RFC 9110 §15.2). nghttp tells the status in its log and not on its own; it writes the content between the lines of that log. */
function nghttp(url: URL, { method, body }: Asked): Promise<Answer> {
  const content = body === undefined ? [] : ['-H', 'content-type: application/json', '-d', '-'];
  return new Promise((resolve, reject) => {
    const options = ['-v', '-t', '15', '--no-push', '-H', `:method: ${method}`, ...content, url.href];
    const child = execFile('nghttp', options, { maxBuffer: 16 * 1024 * 1024 }, (error, output) => {
      if (error) return reject(new Error(`nghttp gave up on ${url.href}`, { cause: error }));
      resolve({ status: Number(/:status: ([2-5]\d{2})/.exec(output)?.[1] ?? 0), content: output });
    });
    child.stdin?.end(body);
  });
}

const chromium = (url: URL, { method, body }: Asked): Promise<Answer> =>
  ui.page.evaluate(
    async ([href, options]) => {
      const response = await fetch(href, options);
      return { status: response.status, content: await response.text() };
    },
    [
      url.href,
      { method, ...(body !== undefined && { body, headers: { 'Content-Type': 'application/json' } }) },
    ] as const,
  );

const CLIENTS: Readonly<Record<string, (url: URL, asked: Asked) => Promise<Answer>>> = {
  curl,
  nghttp,
  'node:http': nodeHttp1,
  'node:http2': nodeHttp2,
  'Chromium fetch': chromium,
};
const ONLY_HTTP2 = ['nghttp', 'node:http2'];
const fits = (client: string, origin: LabOriginId): boolean =>
  origin === 'http2' ? client !== 'node:http' : !ONLY_HTTP2.includes(client);
const pairs = LAB_ORIGIN_IDS.flatMap((origin) =>
  Object.keys(CLIENTS)
    .filter((client) => fits(client, origin))
    .map((client) => [client, origin] as const),
);

describe('every endpoint', () => {
  test.for(pairs)(
    'answers %s over %s as the table says',
    { timeout: 60_000 },
    async ([client, origin], context) => {
      const isProgram = client === 'curl' || client === 'nghttp';
      if (isProgram && (await findProgram(client)) === undefined) {
        context.skip(`${client} is not installed: no endpoint was asked with it over ${origin}.`);
      }
      const ask = CLIENTS[client] as (typeof CLIENTS)[string];
      const wrong: string[] = [];
      for (const row of ROWS) {
        const answer = await ask(new URL(row.path, lab.lab.addresses[origin]), row);
        const isIt = answer.status === row.status;
        /* What nghttp writes is a log with the content in it. */
        const shows = client === 'nghttp' || (row.shows?.test(answer.content) ?? true);
        if (!isIt || !shows) {
          wrong.push(
            `${row.method} ${row.path}: ${answer.status} instead of ${row.status}, ${answer.content.slice(0, 200)}`,
          );
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  test.each(LAB_ORIGIN_IDS)('EventSource and WebSocket of Chromium over %s', async (origin) => {
    const address = lab.lab.addresses[origin];
    const [event, echo] = await ui.page.evaluate(async (base) => {
      const source = new EventSource(`${base}/sse`);
      const first = await new Promise<string>((resolve) => {
        source.onmessage = ({ lastEventId }) => resolve(lastEventId);
      });
      source.close();
      const socket = new WebSocket(`${base.replace('http', 'ws')}/ws?mode=echo`);
      const back = await new Promise<string>((resolve, reject) => {
        socket.onopen = () => socket.send('Hello');
        socket.onmessage = ({ data }) => resolve(String(data));
        socket.onerror = () => reject(new Error('The WebSocket failed.'));
      });
      socket.close();
      return [first, back] as const;
    }, address);
    expect(event).toMatch(/^\d+$/);
    expect(echo).toBe('Hello');
  });

  test.each(['http1', 'http1tls'] as const)('ws gets its echo over %s', async (origin) => {
    const socket = new NodeWebSocket(`${lab.lab.addresses[origin].replace('http', 'ws')}/ws?mode=echo`, {
      ca: lab.lab.ca,
    });
    await once(socket, 'open');
    socket.send('Hello');
    const [echo] = (await once(socket, 'message')) as [Buffer];
    expect(echo.toString()).toBe('Hello');
    socket.close(1000);
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1000);
  });
});
