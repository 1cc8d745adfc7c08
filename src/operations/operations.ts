import type { HerdOptions } from '../../contract/herd.ts';
import type { Http2ClientSettings } from '../../contract/http2-client.ts';
import type { OpenOptions } from '../../contract/lesson-actions/open.ts';
import type { CloseChoice, SentMessage } from '../../contract/lesson-actions/sockets.ts';
import type { Client, Transport } from '../../contract/operations.ts';
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

export interface Operations {
  /**
   * Opens real connections and answers with their operation ids, in the order they were issued. Rejects with a message
   * for people when the lab is away or this browser does not trust the origin's certificate; then nothing was opened.
   */
  open(request: OpenRequest): Promise<number[]>;
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
