import { connect, type Socket } from 'node:net';

/*
 * Many clients in a process of their own: held-clients.ts <sse|ws> <port> <path> <how many> <address…>. They are bare
 * sockets, so that they cost little. It says `open` when all of them are answered; then it waits for {mark} and says when
 * each of them had read it.
 */

export interface ClientQuestion {
  /** Text that one event has, and nothing else. */
  readonly mark: string;
}
/** When clients had read the mark. */
export interface Seen {
  /** The last of them, in milliseconds of a clock that all processes share. */
  readonly lastAt: number;
}

const [kind = 'sse', port = '0', path = '/', count = '0', ...addresses] = process.argv.slice(2);
/** How many are under way at a time: a server's queue of new connections is short. */
const AT_ONCE = 100;

const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
const REQUEST = [
  `GET ${path} HTTP/1.1`,
  `Host: localhost:${port}`,
  ...(kind === 'ws' ? UPGRADE : ['Accept: text/event-stream']),
].join('\r\n');
const ANSWER = kind === 'ws' ? 'HTTP/1.1 101' : 'HTTP/1.1 200';

let mark: Buffer | undefined;
let seen = 0;
const open: Socket[] = [];

function look(bytes: Buffer): void {
  if (mark === undefined || !bytes.includes(mark)) return;
  seen += 1;
  if (seen < open.length) return;
  const answer: Seen = { lastAt: Number(process.hrtime.bigint()) / 1e6 };
  process.send?.(answer);
}

function openOne(localAddress: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(new Error(`${kind}: ${error.message}`));
    const socket = connect({
      host: '127.0.0.1',
      port: Number(port),
      ...(localAddress === undefined ? {} : { localAddress }),
      // One buffer for all: what is read is looked at and forgotten.
      onread: {
        buffer: BUFFER,
        callback(length, buffer) {
          const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, length);
          if (isAnswered) look(bytes);
          else if (bytes.includes(ANSWER)) {
            isAnswered = true;
            open.push(socket);
            resolve();
          } else fail(new Error(bytes.toString('latin1', 0, 200)));
          return true;
        },
      },
    });
    let isAnswered = false;
    socket.once('error', fail);
    socket.once('close', () => {
      if (!isAnswered) fail(new Error('a connection closed before it was answered.'));
      // The program that asked hears that this one ended, and what it said.
      else throw new Error(`${kind}: a connection closed that was to be held.`);
    });
    socket.write(`${REQUEST}\r\n\r\n`);
  });
}

const BUFFER = Buffer.alloc(64 * 1024);
let left = Number(count);
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (left > 0) {
      left -= 1;
      await openOne(addresses[left % addresses.length]);
    }
  }),
);

process.once('disconnect', () => process.exit());
process.on('message', (question: ClientQuestion) => {
  seen = 0;
  mark = Buffer.from(question.mark);
  process.send?.('ready');
});
process.send?.('open');
