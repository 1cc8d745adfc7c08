import { get, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

/*
 * A load generator of its own process: live-load.ts <address of the lab's HTTP/1.1 origin>. It says `ready`, so that its own
 * start is over when the load begins, and then does what it is asked. Each WebSocket message is echoed, so the lab records
 * two frames for it. Sends what is due every few milliseconds; says how many messages it sent when all have come back.
 */
export interface LiveLoad {
  readonly streams: number;
  readonly sockets: number;
  /** Messages a second, over all sockets. */
  readonly messages: number;
  readonly seconds: number;
}

const [origin = ''] = process.argv.slice(2);
const STEP_MS = 5;

function openStream(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${origin}/sse`, (answer) => resolve(answer.resume())).on('error', reject);
  });
}

function openSocket(): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const address = `${origin.replace('http', 'ws')}/ws?mode=echo&deflate=off`;
    const socket = new WebSocket(address, { perMessageDeflate: false });
    socket.on('error', reject);
    socket.on('open', () => resolve(socket));
  });
}

const many = <T>(count: number, open: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, open));

async function run({ streams, sockets, messages, seconds }: LiveLoad): Promise<number> {
  const answers = await many(streams, openStream);
  const open = await many(sockets, openSocket);
  const total = messages * seconds;
  let sent = 0;
  let echoed = 0;
  const start = performance.now();
  await new Promise<void>((resolve) => {
    for (const socket of open)
      socket.on('message', () => {
        echoed += 1;
        if (echoed === total) resolve();
      });
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - start) / 1_000) * messages));
      for (; sent < due; sent++)
        open[sent % open.length]?.send(`{"n":${sent},"at":"2026-11-21T07:49:00.000Z"}`);
      if (sent === total) clearInterval(timer);
    }, STEP_MS);
  });
  for (const socket of open) socket.terminate();
  for (const answer of answers) answer.destroy();
  return sent;
}

process.on('message', (load: LiveLoad) => {
  void run(load).then((sent) => process.send?.(sent));
});
process.send?.('ready');
