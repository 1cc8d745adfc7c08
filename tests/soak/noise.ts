import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Random } from '../fuzz/random.ts';
import type { Place } from './clients.ts';

const LIMIT_MS = 3_000;
const PATHS = [
  '/hello',
  '/poll?after=0',
  '/download?bytes=200000',
  '/status/503',
  '/dashboard',
  '/early-hints?delay=50',
  '/sse?feed=orders&pace=burst&end=20',
  '/nowhere',
] as const;

/** A request that may fail as it likes; the lab has to live with it. */
async function ask({ addresses }: Place, random: Random): Promise<void> {
  const path = PATHS[random.below(PATHS.length)] ?? '/hello';
  const signal = AbortSignal.timeout(100 + random.below(LIMIT_MS));
  const options =
    random.below(4) === 0 ? { method: 'POST', body: 'x'.repeat(random.below(100_000)), signal } : { signal };
  await (await fetch(`${addresses.http1}${path}`, options)).arrayBuffer();
}

/** A WebSocket over TLS that echoes and is thrown away, now in good order and now not. */
async function echo({ addresses, ca }: Place, random: Random): Promise<void> {
  const deflate = random.below(2) === 0;
  const address = `${addresses.http1tls.replace('http', 'ws')}/ws?mode=echo&deflate=${deflate ? 'on' : 'off'}`;
  const socket = new WebSocket(address, { ca, perMessageDeflate: deflate, handshakeTimeout: LIMIT_MS });
  socket.on('error', () => {});
  const timer = setTimeout(() => socket.terminate(), LIMIT_MS);
  socket.on('open', () => socket.send('x'.repeat(random.below(200_000))));
  socket.on('message', () => {
    if (random.below(2) === 0) socket.close(1000);
    else socket.terminate();
  });
  await once(socket, 'close');
  clearTimeout(timer);
}

/** Traffic that nobody accounts for, one piece after another, until `signal`. */
export async function makeNoise(place: Place, random: Random, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const piece = random.below(3) === 0 ? echo : ask;
    await piece(place, random).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100 + random.below(400)));
  }
}
