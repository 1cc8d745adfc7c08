import {
  shorten,
  type BrowserTransport,
  type OperationContext,
  type RunningOperation,
} from '../transport.ts';
import { startReconnecting } from './reconnecting.ts';

/** What a socket tells whoever opened it. */
export interface SocketEvents {
  readonly opened: () => void;
  readonly heard: () => void;
  /** It is over; `detail` is the browser's account, for people. */
  readonly ended: (detail: string) => void;
}

export interface Socket {
  isOpen(): boolean;
  send(data: string | Uint8Array<ArrayBuffer>): boolean;
  close(code?: number, reason?: string): void;
  /** Closes it and tells no more of it. */
  abandon(): void;
}

/** `new WebSocket(url)`: over HTTP/1.1 an upgrade (RFC 6455 §4.1), over HTTP/2 an extended CONNECT (RFC 8441 §4). */
export function openSocket({ url, options, report }: OperationContext, events: SocketEvents): Socket {
  const address = new URL(url);
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address, options.protocols ?? []);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => {
    const protocol = socket.protocol && `, protocol ${socket.protocol}`;
    report('opened', { detail: `readyState 1 OPEN${protocol}` });
    events.opened();
  };
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    const detail = typeof data === 'string' ? shorten(data) : `${data.byteLength} bytes, binary`;
    report('message', { detail });
    events.heard();
  };
  socket.onerror = () => report('error', { detail: 'The browser gives no reason.' });
  socket.onclose = ({ code, reason, wasClean }) =>
    events.ended(`code ${code}${reason && ` ${reason}`}, ${wasClean ? '' : 'not '}clean`);
  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send(data) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(data);
      report('sent', {
        detail: typeof data === 'string' ? shorten(data) : `${data.byteLength} bytes, binary`,
      });
      return true;
    },
    close: (code = 1000, reason) => socket.close(code, reason),
    abandon() {
      socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
      socket.close();
    },
  };
}

function startOnce(context: OperationContext): RunningOperation {
  return openSocket(context, {
    opened: () => undefined,
    heard: () => undefined,
    ended: (detail) => context.report('closed', { detail }),
  });
}

export const webSocketTransport: BrowserTransport = {
  path: '/ws',
  start: (context) => {
    const { reconnect } = context.options;
    return reconnect
      ? startReconnecting(reconnect, (events) => openSocket(context, events), context)
      : startOnce(context);
  },
};
