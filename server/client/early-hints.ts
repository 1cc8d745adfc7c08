import { readText } from './content.ts';
import { shorten, type NodeTransport } from './transport.ts';

/** Reports interim responses as they come (RFC 9110 §15.2), and then the final one. Unlike a browser it preloads nothing. */
export const earlyHints: NodeTransport = async ({ origin, url, connections, signal, report }) => {
  const response = await connections.get({
    origin,
    url,
    signal,
    onInterim: (status, { link }) =>
      report('message', { detail: shorten(`${status} before the final response, Link: ${String(link)}`) }),
  });
  report('opened', { detail: `status ${response.status}` });
  const page = await readText(response);
  report('message', { detail: `the page, ${Buffer.byteLength(page)} bytes` });
  return 'the content ended';
};
