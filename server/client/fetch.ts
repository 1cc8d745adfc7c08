import { readText } from './content.ts';
import { shorten, type NodeTransport } from './transport.ts';

/** One request, one answer. */
export const fetchOnce: NodeTransport = async ({ origin, url, connections, signal, report }) => {
  const response = await connections.get({ origin, url, signal });
  report('opened', { detail: `status ${response.status}` });
  report('message', { detail: shorten(await readText(response)) });
  return 'the content ended';
};
