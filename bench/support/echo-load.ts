import { WebSocket } from 'ws';

/*
 * A load generator of its own process: echo-load.ts <address> <connections> <messages of each>. Each connection has one
 * message under way at a time. Says on standard output when all are answered, and the median round trip in microseconds.
 */
const [address = '', connections = '1', messages = '1'] = process.argv.slice(2);
const MESSAGE = 'x'.repeat(32);
const roundTripsUs: number[] = [];

await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    const socket = new WebSocket(address, { perMessageDeflate: false });
    let left = Number(messages);
    let sentAt = 0;
    const send = (): void => {
      sentAt = performance.now();
      socket.send(MESSAGE);
    };
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', send);
      socket.on('message', () => {
        roundTripsUs.push((performance.now() - sentAt) * 1_000);
        left -= 1;
        if (left > 0) send();
        else resolve();
      });
    });
    socket.terminate();
  }),
);
const middle = roundTripsUs.toSorted((a, b) => a - b)[roundTripsUs.length >> 1] ?? Number.NaN;
console.log(`done, median ${middle.toFixed(1)} us`);
