import { shorten, type BrowserTransport } from '../transport.ts';

/** `new WebSocket(url)`: over HTTP/1.1 an upgrade (RFC 6455 §4.1), over HTTP/2 an extended CONNECT (RFC 8441 §4). */
export const webSocketTransport: BrowserTransport = {
  path: '/ws',
  start({ url, report }) {
    const address = new URL(url);
    address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => report('opened', { detail: 'readyState 1 OPEN' });
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
      report('message', {
        detail: typeof data === 'string' ? shorten(data) : `${data.byteLength} bytes, binary`,
      });
    socket.onerror = () => report('error', { detail: 'The browser gives no reason.' });
    socket.onclose = ({ code, reason, wasClean }) =>
      report('closed', { detail: `code ${code}${reason && ` ${reason}`}, ${wasClean ? '' : 'not '}clean` });
    return {
      close: () => socket.close(1000),
      send: (text) => {
        if (socket.readyState !== WebSocket.OPEN) return false;
        socket.send(text);
        report('sent', { detail: shorten(text) });
        return true;
      },
    };
  },
};
