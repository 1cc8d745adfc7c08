/** Undoes what returned it. Calling it twice does nothing more. */
export type Cancel = () => void;

/** The part of a WebSocket that the control channel uses. */
export interface ControlSocket {
  binaryType: BinaryType;
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

/** What the feed needs of its surroundings; tests give their own. */
export interface FeedEnvironment {
  /** Page time in milliseconds, monotonic. */
  now(): number;
  /** 0 to 1. */
  random(): number;
  connect(url: string): ControlSocket;
  after(delayMs: number, task: () => void): Cancel;
}

export const browserEnvironment: FeedEnvironment = {
  now: () => performance.now(),
  random: () => Math.random(),
  connect: (url) => new WebSocket(url),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
