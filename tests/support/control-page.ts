import { once } from 'node:events';
import { WebSocket } from 'ws';
import { decodeRecords } from '../../contract/codec.ts';
import type { ControlMessage } from '../../contract/control.ts';

const ANSWER_MS = 10_000;

/** A page's end of the control channel: reads every record, asks and waits for the answers. */
export class Page {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Extract<ControlMessage, { type: 'answer' }>) => void>();
  readonly troubles: string[] = [];
  readonly #answerMs: () => number;
  #asked = 0;
  /** How many records came. */
  records = 0;
  /** The slowest answer so far, in milliseconds. */
  slowestMs = 0;

  /** `answerMs` says of each question how long it may take to be answered. */
  constructor(app: string, answerMs = (): number => ANSWER_MS) {
    this.#answerMs = answerMs;
    this.#socket = new WebSocket(`${app.replace('http', 'ws')}/control`, { origin: app });
    this.#socket.on('error', () => {});
    this.#socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        for (const record of decodeRecords(new Uint8Array(data))) if (record.t >= 0) this.records += 1;
        return;
      }
      const message = JSON.parse(data.toString()) as ControlMessage;
      if (message.type === 'trouble') this.troubles.push(message.text);
      if (message.type === 'answer') this.#waiting.get(message.id)?.(message);
    });
  }

  async opened(): Promise<void> {
    await once(this.#socket, 'open');
  }

  /** Rejects when no answer comes; a refusal is an answer. */
  ask(request: Record<string, unknown>): Promise<Extract<ControlMessage, { type: 'answer' }>> {
    const id = (this.#asked += 1);
    const start = performance.now();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No answer to ${JSON.stringify(request)}.`)),
        this.#answerMs(),
      );
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        this.slowestMs = Math.max(this.slowestMs, performance.now() - start);
        resolve(answer);
      });
      this.#socket.send(JSON.stringify({ ...request, id }));
    });
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }
}
