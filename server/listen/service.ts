import { ORIGINS } from '../../contract/origin.ts';
import type { CrashOptions, RestartKind, RestartOptions } from '../../contract/restart.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { Cancel, Clock, Endpoints, LiveSettings } from '../context.ts';
import type { Connection } from '../tap/connection.ts';
import type { Connections } from '../tap/connections.ts';
import { InputError } from '../validate.ts';
import type { Listener } from './bind.ts';
import { createHttpServers, type HttpServers } from './http-servers.ts';

/** How long connections get to end in good order once every endpoint has said goodbye. */
const DRAIN_MS = 300;
/** An event stream that is told to come back does so this long after the ports are open again. */
const RETRY_MARGIN_MS = 250;
/** How long to wait before another try when a port cannot be had again. */
const REOPEN_MS = 1_000;

export interface ServiceOptions {
  readonly createEndpoints: () => Endpoints;
  readonly listeners: readonly Listener[];
  readonly settings: LiveSettings;
  readonly connections: Connections;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Is told in one sentence of trouble. */
  readonly report: (trouble: string) => void;
}

interface Down {
  readonly kind: RestartKind;
  readonly backAfterMs: number;
  /** When the ports are to be open again, in lab time. */
  readonly backAt: number;
}

/** What a restart ends and begins anew: endpoints and HTTP servers. Event log, settings, faults and recording live on. */
interface Process {
  readonly endpoints: Endpoints;
  readonly servers: HttpServers;
}

/** The server behind the lab's origins. It can be restarted and crashed while the application goes on. */
export class Service {
  readonly #options: ServiceOptions;
  #process: Process;
  #down: Down | undefined;
  #gone: Promise<void> = Promise.resolve();
  #cancelReturn: Cancel = () => {};
  #returning: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#process = this.#begin();
  }

  #begin(): Process {
    const endpoints = this.#options.createEndpoints();
    return { endpoints, servers: createHttpServers(endpoints, this.#options.settings) };
  }

  /** Where connections go now. */
  get servers(): Pick<HttpServers, 'http1' | 'http2'> {
    return this.#process.servers;
  }

  /** Which way the origins went, and in how many milliseconds they are to be back; undefined while they are up. */
  get down(): { readonly kind: RestartKind; readonly backInMs: number } | undefined {
    if (this.#down === undefined) return undefined;
    const { kind, backAt } = this.#down;
    return { kind, backInMs: Math.max(0, Math.round(backAt - this.#options.clock.now())) };
  }

  /**
   * Says goodbye to everybody in the words of each protocol, closes the ports, and opens them again later. Resolves when
   * the last connection is gone. Throws InputError while the origins are down.
   */
  restart({ backAfterMs, closeCode, retryMs }: RestartOptions): Promise<void> {
    const goodbye = {
      closeCode,
      reason: 'The lab restarts.',
      retryMs: retryMs ?? backAfterMs + RETRY_MARGIN_MS,
    };
    return this.#leave('graceful', backAfterMs, async ({ endpoints, servers }) => {
      servers.sayGoodbye();
      const ended = endpoints.close(goodbye);
      this.#stopListening();
      await ended;
      servers.close();
      await this.#drain(this.#served());
    });
  }

  /** Resets every connection and closes the ports, as when the process dies, and opens them again later. As `restart`. */
  crash({ backAfterMs }: CrashOptions): Promise<void> {
    return this.#leave('crash', backAfterMs, async ({ endpoints, servers }) => {
      this.#stopListening();
      const served = this.#served();
      const closed = allClosed(served);
      for (const connection of served) connection.crash();
      servers.close();
      await Promise.race([closed, this.#late()]);
      // Nobody is left to hear a goodbye; timers are left to be stopped.
      await endpoints.close();
    });
  }

  /** Says in the recording again that the origins are down, for one that has just begun. */
  recordState(): void {
    if (this.#down !== undefined) this.#record(this.#down);
  }

  /** Ends it for good: goodbye to everybody, then the end of every connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelReturn();
    this.#stopListening();
    await this.#gone;
    await this.#returning;
    // One that came back in this very moment.
    this.#stopListening();
    const { endpoints, servers } = this.#process;
    servers.sayGoodbye();
    await endpoints.close();
    servers.close();
    await this.#drain([...this.#options.connections]);
  }

  #leave(kind: RestartKind, backAfterMs: number, how: (process: Process) => Promise<void>): Promise<void> {
    const { clock } = this.#options;
    const before = this.down;
    if (before !== undefined || this.#isClosed) {
      throw new InputError(
        `The origins are down already, and back in ${(before?.backInMs ?? 0) / 1_000} s. Nothing was changed; try again then.`,
      );
    }
    this.#down = { kind, backAfterMs, backAt: clock.now() + backAfterMs };
    this.#record(this.#down);
    this.#gone = how(this.#process);
    void this.#gone.then(() => this.#returnAt(this.#down?.backAt ?? 0));
    return this.#gone;
  }

  #returnAt(at: number): void {
    if (this.#isClosed) return;
    const { clock } = this.#options;
    this.#cancelReturn = clock.after(Math.max(0, at - clock.now()), () => {
      this.#returning = this.#comeBack();
    });
  }

  async #comeBack(): Promise<void> {
    const { listeners, clock, recorder, report } = this.#options;
    try {
      const opened = await Promise.allSettled(listeners.map((listener) => listener.reopen()));
      const failure = opened.find((result) => result.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
    } catch (error) {
      this.#stopListening();
      report(`The origins are still down. ${(error as Error).message} Trying again.`);
      this.#returnAt(clock.now() + REOPEN_MS);
      return;
    }
    this.#process = this.#begin();
    const kind = this.#down?.kind ?? 'graceful';
    this.#down = undefined;
    recorder.append({ type: 'restart', t: clock.now(), kind, phase: 'up' });
    for (const listener of listeners) listener.release();
  }

  #stopListening(): void {
    for (const listener of this.#options.listeners) listener.stop();
  }

  #record({ kind, backAfterMs }: Down): void {
    const { recorder, clock } = this.#options;
    recorder.append({ type: 'restart', t: clock.now(), kind, phase: 'down', backAfterMs });
  }

  /** The connections at whose server end the lab stands. What a proxy has open to its clients is the proxy's. */
  #served(): Connection[] {
    return [...this.#options.connections].filter(({ origin }) => ORIGINS[origin].ends.server === 'lab');
  }

  async #drain(connections: readonly Connection[]): Promise<void> {
    const closed = allClosed(connections);
    await Promise.race([closed, this.#late()]);
    for (const connection of connections) connection.destroy();
    // Whatever a socket does: an end that was promised comes.
    await Promise.race([closed, this.#late()]);
  }

  #late(): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(DRAIN_MS, resolve));
  }
}

function allClosed(connections: readonly Connection[]): Promise<unknown> {
  const open = connections.filter(({ isClosed }) => !isClosed);
  // An error is no end of the wait: `close` comes after it.
  return Promise.all(
    open.map(({ raw }) => new Promise<void>((resolve) => raw.once('close', () => resolve()))),
  );
}
