import { shorten, type BrowserTransport } from '../transport.ts';

const STATES = ['CONNECTING', 'OPEN', 'CLOSED'] as const;

/** `new EventSource(url)`, HTML Standard: The EventSource interface. It reconnects by itself. */
export const eventSourceTransport: BrowserTransport = {
  path: '/sse',
  start({ url, report }) {
    /* With credentials, so that it shares its HTTP/2 connection with the other transports: browsers pool by that. */
    const source = new EventSource(url, { withCredentials: true });
    source.onopen = () => report('opened', { detail: 'readyState 1 OPEN' });
    source.onmessage = ({ data, lastEventId }: MessageEvent<string>) =>
      report('message', {
        detail: shorten(data),
        ...(lastEventId && { eventId: lastEventId.slice(0, 256) }),
      });
    source.onerror = () => {
      const state = `readyState ${source.readyState} ${STATES[source.readyState] ?? ''}`;
      report('error', { detail: state });
      if (source.readyState === EventSource.CLOSED) report('closed', { detail: state });
    };
    return {
      close: () => {
        if (source.readyState === EventSource.CLOSED) return;
        source.close();
        report('closed', { detail: 'close() was called' });
      },
    };
  },
};
