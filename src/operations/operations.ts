import type { HerdOptions } from '../../contract/herd.ts';
import type { Http2ClientSettings } from '../../contract/http2-client.ts';
import type { OpenOptions } from '../../contract/lesson-actions/open.ts';
import type { CloseChoice, SentMessage } from '../../contract/lesson-actions/sockets.ts';
import type { Client, OperationEvent, Transport } from '../../contract/operations.ts';
import type { ClientOriginId } from '../../contract/origin.ts';
import type { RawOptions } from '../../contract/raw.ts';

/** What the control deck, or a lesson, asks for. */
export interface OpenRequest extends OpenOptions {
  readonly client: Client;
  readonly transport: Transport;
  readonly origin: ClientOriginId;
  /** How many, at once. */
  readonly count: number;
  /** Node client only: each comes back after every loss, as this says. */
  readonly herd?: HerdOptions;
  /** Node client over the origin `http2` only: what its first SETTINGS frame says. */
  readonly http2?: Http2ClientSettings;
}

/** Code of a lesson while it runs. What it opens counts as operations of this page, although it opens it itself. */
export interface CodeGuest {
  /** Ends one operation, as somebody asks on the stage. */
  close(op: number): void;
  /** Ends the code, and with it all that it has open. */
  stop(): void;
}

/** What the code's runner is given for it. */
export interface CodePass {
  /** Numbers that no other operation has. */
  numbers(): Promise<number[]>;
  /** The code's own account of one operation; `at` is in milliseconds since the epoch, with fractions. */
  report(event: OperationEvent, at: number): void;
  /** The code is over. What it has not reported as closed is, since its worker is gone; `why` is for people. */
  end(why: string): void;
}

export interface Operations {
  /**
   * Opens real connections and answers with their operation ids, in the order they were issued. Rejects with a message
   * for people when the lab is away or this browser does not trust the origin's certificate; then nothing was opened.
   */
  open(request: OpenRequest): Promise<number[]>;
  /**
   * Lets code of a lesson open connections. Rejects with a message for people when this browser does not trust one of
   * `origins`.
   */
  admit(guest: CodeGuest, origins: readonly ClientOriginId[]): Promise<CodePass>;
  /** Sends bytes as they are, from the lab's raw client. Rejects with a message for people when nothing was sent. */
  sendRaw(origin: ClientOriginId, raw: RawOptions): Promise<void>;
  /**
   * Closes an operation of this page or of the Node client. Closing one that is over does nothing; rejects with a message
   * for people when it belongs to another page.
   */
  close(op: number): Promise<void>;
  /** Closes the oldest, the newest or all operations of a kind; answers with how many those were. */
  closeSome(choice: CloseChoice): Promise<number>;
  /** Closes all operations of this page and of the Node client. */
  closeAll(): Promise<void>;
  /** Sends a text of `bytes` characters on each WebSocket this page has open; answers with how many those were. */
  sendMessage(bytes: number): number;
  /** Sends a message on WebSockets that this page has open; answers with how many those were. */
  send(message: SentMessage): number;
}
