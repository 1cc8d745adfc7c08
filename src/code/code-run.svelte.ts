import {
  CLIENT_ORIGIN_IDS,
  isSecure,
  type ClientOriginId,
  type OriginAddresses,
} from '../../contract/origin.ts';
import type { CodeGuest, CodePass } from '../operations/operations.ts';
import type { CodePlace, FromCode, LabAddresses } from './messages.ts';
import { appendBatch, appendEntries, NO_OUTPUT, type Output } from './output.ts';
import { openSandbox, type Sandbox } from './sandbox-frame.ts';

/** How often the worker is asked whether it still answers. */
const PING_MS = 1_000;
/** After so many questions without an answer it is ended: its process may be in a loop that fills the memory, or gone. */
const MOST_UNANSWERED = 10;

/**
 * `silent`: it runs, and has not answered for a second or two: it may be in a loop. `given-up`: it was silent for too long.
 * `failed`: it could not be started.
 */
export type RunState =
  'idle' | 'starting' | 'running' | 'silent' | 'finished' | 'stopped' | 'given-up' | 'failed';

export interface CodeRunOptions {
  /** The lab's addresses, read when the code starts. */
  readonly origins: () => OriginAddresses | undefined;
  readonly admit: (guest: CodeGuest, origins: readonly ClientOriginId[]) => Promise<CodePass>;
}

/** A mistake, and the place in the code that it comes from. */
export interface CodeMark {
  readonly place: CodePlace;
  readonly message: string;
}

/** The addresses that code is given, by the names that lessons use. */
function labAddresses(origins: OriginAddresses): LabAddresses {
  return Object.fromEntries(CLIENT_ORIGIN_IDS.flatMap((id) => (origins[id] ? [[id, origins[id]]] : [])));
}

/** One card's code: runs it, at most once at a time, and keeps what it said. */
export class CodeRun implements CodeGuest {
  readonly #options: CodeRunOptions;
  #state = $state<RunState>('idle');
  #output = $state.raw<Output>(NO_OUTPUT);
  #sandbox: Sandbox | undefined;
  #pass: CodePass | undefined;
  #pinging: ReturnType<typeof setInterval> | undefined;
  /** Questions since the last answer. */
  #unanswered = 0;
  /** Counts up at every start and stop, so that what comes late is known as such. */
  #turn = 0;

  constructor(options: CodeRunOptions) {
    this.#options = options;
  }

  /** Reactive. */
  get state(): RunState {
    return this.#state;
  }
  /** Reactive. Whether there is something to stop. */
  get isActive(): boolean {
    return this.#state === 'starting' || this.#state === 'running' || this.#state === 'silent';
  }
  /** Reactive. */
  get output(): Output {
    return this.#output;
  }
  /** Reactive. The mistakes with a known place. */
  readonly marks = $derived.by<readonly CodeMark[]>(() =>
    this.#output.lines.flatMap(({ place, text }) => (place ? [{ place, message: text }] : [])),
  );

  async start(code: string): Promise<void> {
    this.#end('the code was started again', 'starting');
    this.#output = NO_OUTPUT;
    const turn = this.#turn;
    try {
      const fault = (await import('./syntax.ts')).findSyntaxFault(code);
      if (turn !== this.#turn) return;
      if (fault) {
        this.#fail(fault.message, fault.place);
        return;
      }
      await this.#run(code, turn);
    } catch (error) {
      if (turn === this.#turn) this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  stop(): void {
    if (this.isActive) this.#end('the code was stopped', 'stopped');
  }

  close(op: number): void {
    this.#sandbox?.send({ type: 'close', op });
  }

  /** Forgets what was said. */
  clear(): void {
    this.#output = NO_OUTPUT;
  }

  async #run(code: string, turn: number): Promise<void> {
    const origins = this.#options.origins();
    if (!origins) throw new Error('The lab has not been reached yet. Nothing was run.');
    const wanted = CLIENT_ORIGIN_IDS.filter(
      (id) => isSecure(origins, id) && new RegExp(`\\blab\\.${id}\\b`).test(code),
    );
    const pass = await this.#options.admit(this, wanted);
    const isLate = (): boolean => turn !== this.#turn;
    if (isLate()) return pass.end('the code was stopped');
    this.#pass = pass;
    const [numbers, { default: worker }] = await Promise.all([pass.numbers(), import('virtual:code-worker')]);
    if (isLate()) return;
    const start = { code, lab: labAddresses(origins), numbers };
    const sandbox = await openSandbox(worker, start, (message) => {
      if (!isLate()) this.#hear(message);
    });
    if (isLate()) return sandbox.close();
    this.#sandbox = sandbox;
    this.#state = 'running';
    this.#unanswered = 0;
    this.#pinging = setInterval(() => this.#ping(), PING_MS);
  }

  #hear(message: FromCode): void {
    switch (message.type) {
      case 'pong':
        this.#unanswered = 0;
        if (this.#state === 'silent') this.#state = 'running';
        break;
      case 'batch':
        this.#output = appendBatch(this.#output, message);
        for (const { event, at } of message.reports) this.#pass?.report(event, at);
        break;
      case 'want-numbers':
        this.#pass?.numbers().then(
          (numbers) => this.#sandbox?.send({ type: 'numbers', numbers }),
          () =>
            undefined /* Without numbers the code goes on; its connections stand on the stage as another program's. */,
        );
        break;
      case 'finished':
        this.#end('the code was over', 'finished');
        break;
    }
  }

  #ping(): void {
    if (this.#unanswered === MOST_UNANSWERED) return this.#end('the code did not answer', 'given-up');
    if (this.#unanswered > 0) this.#state = 'silent';
    this.#unanswered += 1;
    this.#sandbox?.send({ type: 'ping' });
  }

  #fail(text: string, place?: CodePlace): void {
    this.#output = appendEntries(this.#output, [{ level: 'error', text, count: 1, place }]);
    this.#end('the code could not be started', 'failed');
  }

  #end(why: string, state: RunState): void {
    this.#turn += 1;
    clearInterval(this.#pinging);
    this.#sandbox?.close();
    this.#pass?.end(why);
    this.#sandbox = this.#pass = undefined;
    this.#state = state;
  }
}
