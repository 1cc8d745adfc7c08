import * as v from 'valibot';
import { controlMessageSchema, type ControlMessage, type ControlRequest } from '../../contract/control.ts';
import { reconnectDelay } from './backoff.ts';
import { browserEnvironment, type Cancel, type ControlSocket, type FeedEnvironment } from './environment.ts';
import { LabClock } from './lab-clock.ts';

type Unnumbered<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;
/** A request of the control channel before it has its number. */
export type ControlQuestion = Unnumbered<ControlRequest>;
export type Hello = Extract<ControlMessage, { type: 'hello' }>;
export type Timers = Omit<Extract<ControlMessage, { type: 'timers' }>, 'type'>;

export type ControlState =
  | { readonly status: 'connecting' }
  | { readonly status: 'open' }
  /** `retryAt` is page time; `wasOpen`: whether the lab was ever reached. */
  | { readonly status: 'lost'; readonly retryAt: number; readonly wasOpen: boolean };

export interface ControlListener {
  onState(state: ControlState): void;
  /** The first message of each connection; the whole kept recording follows it. */
  onHello(hello: Hello): void;
  /** Something is wrong that the lab lives with. */
  onTrouble(text: string): void;
  /** A new recording began: what is shown is no longer part of it. */
  onRecording(recording: string): void;
  /** How many timers of the leaky handler run, and of the clean one beside it. */
  onTimers(timers: Timers): void;
  /** The lab has lessons of somebody's own; another number means that they changed. */
  onOwnLessons(revision: number): void;
  /** A batch of capture records in their binary form. */
  onRecords(batch: Uint8Array): void;
}

/** What the rest of the page needs of the channel. */
export interface LabLink {
  readonly clock: LabClock;
  /** Asks the lab. Resolves with the value of its answer; rejects with a ControlError. */
  ask(question: ControlQuestion): Promise<number | undefined>;
}

/** The lab could not be asked (`lost`), or it refused. The message is for people. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly kind: 'lost' | 'refused';
  constructor(kind: 'lost' | 'refused', message: string) {
    super(message);
    this.kind = kind;
  }
}

const CLOCK_PROBES = 5;
const CLOCK_EVERY_MS = 20_000;
const ANSWER_TIMEOUT_MS = 10_000;
const SOCKET_OPEN = 1;
const NOT_CONNECTED = 'The lab cannot be reached. Nothing was changed. Try again when it is back.';

interface Waiting {
  readonly resolve: (value: number | undefined) => void;
  readonly reject: (error: ControlError) => void;
  readonly cancelTimeout: Cancel;
}

/**
 * The page's end of the control channel. It comes back by itself. A WebSocket, because those do not count toward the
 * connections a browser opens to one host over HTTP/1.1: the lab must not use up what it shows.
 */
export class ControlChannel implements LabLink {
  readonly clock = new LabClock();
  readonly #url: string;
  readonly #listener: ControlListener;
  readonly #environment: FeedEnvironment;
  readonly #waiting = new Map<number, Waiting>();
  #socket: ControlSocket | undefined;
  #nextId = 1;
  #attempt = 0;
  #wasOpen = false;
  #cancelRetry: Cancel | undefined;
  #cancelProbe: Cancel | undefined;

  constructor(url: string, listener: ControlListener, environment: FeedEnvironment = browserEnvironment) {
    this.#url = url;
    this.#listener = listener;
    this.#environment = environment;
  }

  /** Connects, or connects at once when it is waiting to try again. */
  connect(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    if (this.#socket) return;
    this.#listener.onState({ status: 'connecting' });
    const socket = this.#environment.connect(this.#url);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) this.#listener.onRecords(new Uint8Array(data));
      else if (typeof data === 'string') this.#receive(data);
    };
    socket.onclose = () => this.#lose();
  }

  ask(question: ControlQuestion): Promise<number | undefined> {
    const socket = this.#socket;
    if (socket?.readyState !== SOCKET_OPEN) return Promise.reject(new ControlError('lost', NOT_CONNECTED));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancelTimeout = this.#environment.after(ANSWER_TIMEOUT_MS, () => {
        this.#waiting.delete(id);
        reject(
          new ControlError(
            'lost',
            'The lab has not answered for 10 seconds. It may still do what was asked.',
          ),
        );
      });
      this.#waiting.set(id, { resolve, reject, cancelTimeout });
      socket.send(JSON.stringify({ ...question, id }));
    });
  }

  #receive(text: string): void {
    const parsed = v.safeParse(controlMessageSchema, parseJson(text));
    /* A message this page does not know comes from a newer lab; the rest of the conversation still holds. */
    if (!parsed.success) return;
    const message = parsed.output;
    switch (message.type) {
      case 'hello':
        this.#attempt = 0;
        this.#wasOpen = true;
        this.clock.reset();
        this.#listener.onHello(message);
        this.#listener.onState({ status: 'open' });
        this.#probeClock(CLOCK_PROBES);
        break;
      case 'recording':
        this.#listener.onRecording(message.recording);
        this.clock.reset();
        this.#probeClock(CLOCK_PROBES);
        break;
      case 'timers':
        this.#listener.onTimers({ leaky: message.leaky, clean: message.clean });
        break;
      case 'own-lessons':
        this.#listener.onOwnLessons(message.revision);
        break;
      case 'trouble':
        this.#listener.onTrouble(message.text);
        break;
      case 'answer':
        this.#settle(message);
        break;
    }
  }

  #settle(answer: Extract<ControlMessage, { type: 'answer' }>): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    this.#waiting.delete(answer.id);
    waiting.cancelTimeout();
    if (answer.ok) waiting.resolve(answer.value);
    else waiting.reject(new ControlError('refused', answer.error ?? 'The lab refused, and gave no reason.'));
  }

  #probeClock(left: number): void {
    this.#cancelProbe?.();
    const sentAt = this.#environment.now();
    this.ask({ type: 'clock', pageMs: sentAt }).then(
      (labMs) => {
        if (labMs !== undefined) this.clock.add(sentAt, labMs, this.#environment.now());
        if (left > 1) this.#probeClock(left - 1);
        else this.#cancelProbe = this.#environment.after(CLOCK_EVERY_MS, () => this.#probeClock(1));
      },
      () => undefined /* The channel is lost; the next hello starts over. */,
    );
  }

  #lose(): void {
    this.#socket = undefined;
    this.#cancelProbe?.();
    for (const { reject, cancelTimeout } of this.#waiting.values()) {
      cancelTimeout();
      reject(new ControlError('lost', 'The connection to the lab was lost before it answered.'));
    }
    this.#waiting.clear();
    const delay = reconnectDelay(this.#attempt++, this.#environment.random());
    this.#cancelRetry = this.#environment.after(delay, () => this.connect());
    const retryAt = this.#environment.now() + delay;
    this.#listener.onState({ status: 'lost', retryAt, wasOpen: this.#wasOpen });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
