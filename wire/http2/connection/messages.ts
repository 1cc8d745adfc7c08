import { FLAGS, FRAME_TYPES, type FrameContent } from '../frame.ts';
import { padLength } from '../payload.ts';
import type { StreamActor } from '../stream-state.ts';
import type { ConnectionDiagnosticCode } from './diagnostics.ts';
import type { HeaderListKind, ListedField } from './header-list.ts';

type Report = (code: ConnectionDiagnosticCode, detail?: string) => void;

/** How far one side's message on a stream has come. */
interface Side {
  /** The request head, or the final response head, was there. */
  headed: boolean;
  /** What Content-Length says; undefined where there is none or it does not bind. */
  expected: number | undefined;
  received: number;
  /** The mismatch was reported already. */
  reported: boolean;
}

interface Exchange {
  method: string;
  readonly client: Side;
  readonly server: Side;
}

/**
 * The order of HEADERS and DATA within the messages of each stream, and Content-Length against what came
 * (RFC 9113 §8.1, §8.1.1).
 */
export class MessageOrder {
  readonly #exchanges = new Map<number, Exchange>();

  /** Whether a message of this stream has begun and the stream is not over. */
  knows(streamId: number): boolean {
    return this.#exchanges.has(streamId);
  }

  /** What the next header block on a stream is. */
  kindOf(actor: StreamActor, streamId: number): HeaderListKind {
    const headed = this.#exchanges.get(streamId)?.[actor].headed ?? false;
    if (headed) return 'trailers';
    return actor === 'client' ? 'request' : 'response';
  }

  /** A header block of that kind is complete; `first` is the HEADERS frame that began it. */
  headers(
    actor: StreamActor,
    streamId: number,
    kind: HeaderListKind,
    fields: readonly ListedField[],
    first: FrameContent,
    report: Report,
  ): void {
    const exchange = this.#exchange(streamId);
    /* A promised request is the client's part of its stream, though the server sent it. */
    const side = exchange[kind === 'push' ? 'client' : actor];
    const ends = first.typeCode === FRAME_TYPES.HEADERS && (first.flags & FLAGS.END_STREAM) !== 0;
    if (kind === 'trailers') {
      if (!ends) report('http2/trailers-without-end');
    } else if (kind === 'response') {
      const status = valueOf(fields, ':status') ?? '';
      if (/^1\d\d$/.test(status)) {
        if (ends) report('http2/interim-ends-stream', `It is ${status}.`);
      } else {
        side.headed = true;
        side.expected = hasNoContent(exchange.method, status) ? undefined : contentLength(fields);
      }
    } else {
      side.headed = true;
      exchange.method = valueOf(fields, ':method') ?? '';
      if (kind === 'request') side.expected = contentLength(fields);
    }
    if (ends) this.#checkEnd(side, report);
  }

  /** A DATA frame. */
  data(actor: StreamActor, streamId: number, frame: FrameContent, report: Report): void {
    const exchange = this.#exchanges.get(streamId);
    if (!exchange) return;
    const side = exchange[actor];
    if (actor === 'server' && !side.headed && !side.reported) {
      side.reported = true;
      report('http2/data-before-response');
    }
    side.received += contentBytes(frame);
    if (frame.flags & FLAGS.END_STREAM) this.#checkEnd(side, report);
    else if (side.expected !== undefined && side.received > side.expected) this.#mismatch(side, report);
  }

  /** A stream is over: nothing is kept of it. */
  forget(streamId: number): void {
    this.#exchanges.delete(streamId);
  }

  #exchange(streamId: number): Exchange {
    let exchange = this.#exchanges.get(streamId);
    if (!exchange) {
      exchange = { method: '', client: newSide(), server: newSide() };
      this.#exchanges.set(streamId, exchange);
    }
    return exchange;
  }

  #checkEnd(side: Side, report: Report): void {
    if (side.expected !== undefined && side.received !== side.expected) this.#mismatch(side, report);
  }

  #mismatch(side: Side, report: Report): void {
    if (side.reported) return;
    side.reported = true;
    report('http2/content-length-mismatch', `It says ${side.expected}; ${side.received} bytes came.`);
  }
}

function newSide(): Side {
  return { headed: false, expected: undefined, received: 0, reported: false };
}

function valueOf(fields: readonly ListedField[], name: string): string | undefined {
  for (const field of fields) if (field.name === name) return field.value;
  return undefined;
}

function contentLength(fields: readonly ListedField[]): number | undefined {
  const value = valueOf(fields, 'content-length');
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** Responses that have a Content-Length and no content (RFC 9110 §6.4.1, §8.6, §9.3.6). */
function hasNoContent(method: string, status: string): boolean {
  const isTunnel = method === 'CONNECT' && status.startsWith('2');
  return method === 'HEAD' || isTunnel || status === '204' || status === '304';
}

/** The bytes of a DATA frame without Pad Length and padding, whether all of them were kept or not. */
function contentBytes(frame: FrameContent): number {
  const padding = padLength(frame);
  return padding === undefined ? frame.length : Math.max(0, frame.length - 1 - padding);
}
