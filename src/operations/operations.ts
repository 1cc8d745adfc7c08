import type { Client, Transport } from '../../contract/operations.ts';
import type { OriginId } from '../../contract/origin.ts';

/** What the control deck, or a lesson, asks for. */
export interface OpenRequest {
  readonly client: Client;
  readonly transport: Transport;
  readonly origin: OriginId;
  /** How many, at once. */
  readonly count: number;
  /** Path on the origin instead of the transport's usual endpoint, such as `/hello`. */
  readonly path?: string;
}

export interface Operations {
  /** Opens real connections and answers with their operation ids, in the order they were issued. */
  open(request: OpenRequest): Promise<number[]>;
  close(op: number): Promise<void>;
  closeAll(): Promise<void>;
}
