import { WebSocket } from 'ws';

/*
 * A load generator of its own process: live-load.ts <address of /ws> <sockets> <messages a second> <seconds>. Each message
 * is echoed, so the lab records two frames for it. Sends what is due every few milliseconds; says `sent` and how many
 * messages it sent when all of them have come back.
 */
const [address = '', sockets = '1', perSecond = '1', seconds = '1'] = process.argv.slice(2);
const STEP_MS = 5;
const total = Number(perSecond) * Number(seconds);

const open = await Promise.all(
  Array.from(
    { length: Number(sockets) },
    () =>
      new Promise<WebSocket>((resolve, reject) => {
        const socket = new WebSocket(address, { perMessageDeflate: false });
        socket.on('error', reject);
        socket.on('open', () => resolve(socket));
      }),
  ),
);

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
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1_000) * Number(perSecond)));
    for (; sent < due; sent++)
      open[sent % open.length]?.send(`{"n":${sent},"at":"2026-11-21T07:49:00.000Z"}`);
    if (sent === total) clearInterval(timer);
  }, STEP_MS);
});
for (const socket of open) socket.terminate();
console.log(`sent ${sent}`);
