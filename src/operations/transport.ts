import type { OpenOptions } from '../../contract/lesson-actions/open.ts';
import type { OperationEventName } from '../../contract/operations.ts';

export interface ReportDetails {
  readonly detail?: string;
  readonly eventId?: string;
}

/** What a transport is given to run one operation in this browser. */
export interface OperationContext {
  readonly op: number;
  /** The whole address, with `?op=`. */
  readonly url: URL;
  /** What was asked for beyond the transport; each transport reads its own. */
  readonly options: Omit<OpenOptions, 'path'>;
  /** The client's own account: each callback, at the moment it is called. */
  readonly report: (event: OperationEventName, details?: ReportDetails) => void;
}

/** An operation that runs. */
export interface RunningOperation {
  /** Ends it the way a page would. Reports `closed` if it has not been. `code` and `reason` are for WebSockets. */
  close(code?: number, reason?: string): void;
  /** WebSocket only: whether `send` would be heard. */
  isOpen?(): boolean;
  /** WebSocket only: sends a text or a binary message. False when it is not open. */
  send?(data: string | Uint8Array<ArrayBuffer>): boolean;
}

/** One way of asking: its usual endpoint and how a page does it. One file a transport, one line in the registry. */
export interface BrowserTransport {
  readonly path: string;
  readonly start: (context: OperationContext) => RunningOperation;
}

/** Text of a callback's data, cut to what a report may hold. */
export function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
