import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createServer as createViteServer } from 'vite';

/*
 * `npm run dev`: Vite serves the page and swaps what changes in it; the lab runs from its sources and starts anew when
 * one of them changes. The browser talks to the lab only, which hands requests for the page on to Vite, so that
 * addresses and origins are the same as in use. Options are those of `wire101 start`.
 */
const LAB = fileURLToPath(new URL('./dev/lab.ts', import.meta.url));

async function freePort(): Promise<number> {
  const server = createNetServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const port = await freePort();
const vite = await createViteServer({
  clearScreen: false,
  // The page comes from the lab's port, so its side of hot reload has to be told Vite's own.
  server: { host: 'localhost', port, strictPort: true, hmr: { host: 'localhost', clientPort: port } },
});
await vite.listen();

const tsx = createRequire(import.meta.url).resolve('tsx/cli');
const args = [tsx, 'watch', '--clear-screen=false', LAB, ...process.argv.slice(2), '--no-open'];
const lab = spawn(process.execPath, args, {
  stdio: 'inherit',
  env: { ...process.env, WIRE101_PAGE: `http://localhost:${port}` },
});
// Ctrl-C reaches the whole process group: the lab says goodbye, then this ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => lab.kill(signal));
const [code] = (await once(lab, 'exit')) as [number | null];
await vite.close();
process.exit(code ?? 0);
