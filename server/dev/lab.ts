import { start } from '../cli/start.ts';
import { SetupError } from '../setup-error.ts';
import { UsageError } from '../cli/usage-error.ts';
import { createProxiedPage } from './proxied-page.ts';

// The lab of `npm run dev`: as `wire101 start`, with the page from Vite.
const page = process.env['WIRE101_PAGE'] ?? '';
try {
  process.exit(await start(process.argv.slice(2), () => Promise.resolve(createProxiedPage(page))));
} catch (error) {
  if (!(error instanceof SetupError) && !(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exit(1);
}
