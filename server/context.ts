import type { IncomingMessage, RequestListener } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { OriginAddresses } from '../contract/origin.ts';
import type { LabSettings } from '../contract/settings.ts';
import type { EventLog } from './log/event-log.ts';

/** Undoes what returned it. Calling it twice does nothing more. */
export type Cancel = () => void;

/** Time, injected so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the recording began, monotonic. */
  now(): number;
  /** Runs `task` once, `delayMs` from now. Does not keep the process alive. */
  after(delayMs: number, task: () => void): Cancel;
  /** Runs `task` again and again, `intervalMs` apart. Does not keep the process alive. */
  every(intervalMs: number, task: () => void): Cancel;
}

/** The server switches as they are now. They can change while streams are open. */
export interface LiveSettings {
  /** Frozen; a change puts a new object here. */
  readonly current: LabSettings;
  onChange(listener: (now: LabSettings, before: LabSettings) => void): Cancel;
}

/** What is said to whoever is connected when the endpoints close. */
export interface Goodbye {
  /** The close code of WebSockets, and the reason that goes with it. */
  readonly closeCode: number;
  readonly reason: string;
  /** The `retry` that event streams end with, in milliseconds; 0: none. */
  readonly retryMs: number;
}

/** How many timers of the handlers /leaky and /leaky/clean run. */
export interface TimerCounts {
  readonly leaky: number;
  readonly clean: number;
}

/** What every endpoint of a lab is given. It is made once all four ports are known. */
export interface EndpointContext {
  readonly settings: LiveSettings;
  readonly log: EventLog;
  readonly clock: Clock;
  /** The lab's own three origins. */
  readonly origins: OriginAddresses;
  /** The values of `Origin` that CORS lets in: those of the application's page, and `null` (sandboxed frames). */
  readonly appOrigins: readonly string[];
  /** Is told whenever it is another number of timers. */
  readonly countTimers?: (counts: TimerCounts) => void;
}

/** What `createEndpoints(context)` of server/endpoints/app.ts gives: the same endpoints for every listener. */
export interface Endpoints {
  /** For both HTTP/1.1 listeners, and for HTTP/1.1 on the HTTP/2 listener. */
  readonly http1: RequestListener;
  readonly http2: (request: Http2ServerRequest, response: Http2ServerResponse) => void;
  /** HTTP/1.1 `Upgrade` (the `upgrade` event of node:http). */
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** HTTP/2 CONNECT, plain and extended (RFC 8441): the `connect` event of node:http2. */
  onConnect(request: Http2ServerRequest, response: Http2ServerResponse): void;
  /**
   * Ends every stream and WebSocket properly (SSE responses ended, WebSocket closed with 1001 unless the goodbye says
   * otherwise) and stops all timers. Resolves when that has been written; the listeners then close what is left.
   */
  close(goodbye?: Goodbye): Promise<void>;
}
