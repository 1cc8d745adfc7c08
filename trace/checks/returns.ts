import type { OriginId } from '../../contract/origin.ts';
import type { Exchange, Operation } from '../model.ts';
import type { Trace } from '../trace.ts';

/** An EventSource that lost its stream and asked again (HTML Standard: The EventSource interface). */
export interface Return {
  readonly operation: Operation;
  readonly lost: Exchange;
  readonly back: Exchange;
  /** From the end of the stream to the first byte of the next request. */
  readonly afterMs: number;
}

/** Every return on an origin since the recording was cleared, in the order they happened. */
export function returns(trace: Trace, origin: OriginId): Return[] {
  const found: Return[] = [];
  for (const operation of trace.operations.values()) {
    if (operation.origin !== origin || operation.transport !== 'sse') continue;
    operation.exchanges.forEach((back, at) => {
      const lost = operation.exchanges[at - 1];
      if (lost?.endedAt === undefined || lost.carries !== 'sse' || back.startedAt < trace.clearedAt) return;
      found.push({ operation, lost, back, afterMs: back.startedAt - lost.endedAt });
    });
  }
  return found.sort((a, b) => a.back.startedAt - b.back.startedAt);
}
