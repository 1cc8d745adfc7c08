import type { Reconnect } from '../../../contract/lesson-actions/open.ts';
import type { OperationContext, RunningOperation } from '../transport.ts';
import type { Socket, SocketEvents } from './websocket.ts';

/**
 * The pause before attempt `attempt` (counted from 1): twice as long each time, up to a bound. With jitter it is drawn from
 * the upper half of that, so the next pause is never shorter, and clients that lost their server together spread out.
 * `random` is 0 to 1.
 */
export function pauseBefore(
  attempt: number,
  { firstMs, mostMs, jitter }: Pick<Reconnect, 'firstMs' | 'mostMs' | 'jitter'>,
  random: number,
): number {
  const whole = Math.min(firstMs * 2 ** (attempt - 1), mostMs);
  return Math.round(jitter ? whole / 2 + (whole / 2) * random : whole);
}

/** A WebSocket that opens another when it was lost, as pages have to do by themselves. `close` ends it for good. */
export function startReconnecting(
  reconnect: Reconnect,
  open: (events: SocketEvents) => Socket,
  { report }: Pick<OperationContext, 'report'>,
): RunningOperation {
  const { silenceMs } = reconnect;
  let socket: Socket | undefined;
  let attempt = 0;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const lost = (detail: string): void => {
    clearTimeout(timer);
    if (isOver) return report('closed', { detail });
    attempt += 1;
    const pauseMs = pauseBefore(attempt, reconnect, Math.random());
    report('error', { detail: `${detail}; attempt ${attempt} in ${pauseMs} ms` });
    timer = setTimeout(connect, pauseMs);
  };
  /* A peer that is silent for too long is dead or out of reach; `close()` would wait for its answer. */
  const listen = (): void => {
    clearTimeout(timer);
    if (silenceMs === undefined) return;
    timer = setTimeout(() => {
      socket?.abandon();
      lost(`nothing was heard for ${silenceMs} ms`);
    }, silenceMs);
  };
  function connect(): void {
    socket = open({
      opened: () => {
        attempt = 0;
        listen();
      },
      heard: listen,
      ended: lost,
    });
  }

  connect();
  return {
    isOpen: () => socket?.isOpen() ?? false,
    send: (data) => socket?.send(data) ?? false,
    close(code, reason) {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (socket?.isOpen()) return socket.close(code, reason);
      socket?.abandon();
      report('closed', { detail: 'the page stopped trying' });
    },
  };
}
