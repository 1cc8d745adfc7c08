import { WebSocket } from 'ws';

/*
 * A load generator of its own process: echo-load.ts <address> <connections> <messages of each>. Each connection has one
 * message under way at a time. Says on standard output when all are answered.
 */
const [address = '', connections = '1', messages = '1'] = process.argv.slice(2);
const MESSAGE = 'x'.repeat(32);

await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    const socket = new WebSocket(address, { perMessageDeflate: false });
    let left = Number(messages);
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => socket.send(MESSAGE));
      socket.on('message', () => {
        left -= 1;
        if (left > 0) socket.send(MESSAGE);
        else resolve();
      });
    });
    socket.terminate();
  }),
);
console.log('done');
