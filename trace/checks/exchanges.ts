import type { OriginId } from '../../contract/origin.ts';
import type { Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';

/** The path of a request, without its query. */
export const pathOf = ({ target }: Exchange): string => target.split('?', 1)[0] ?? '';

export interface ExchangeFilter {
  readonly origin?: OriginId | undefined;
  readonly path?: string | undefined;
}

/** The exchanges on an origin that were not over before the recording was cleared, in the order of their requests. */
export function exchangesOn(trace: Trace, { origin, path }: ExchangeFilter): Exchange[] {
  return trace.exchanges.filter(
    (exchange) =>
      (origin === undefined || trace.connections.get(exchange.conn)?.origin === origin) &&
      (path === undefined || pathOf(exchange) === path) &&
      (exchange.endedAt ?? Number.POSITIVE_INFINITY) >= trace.clearedAt,
  );
}

/** The bytes an exchange put on the wire so far, both ways: heads, framing and content. After TLS, without its records. */
export function wireBytes(trace: Trace, exchange: Exchange): number {
  const { frames } = trace;
  let bytes = 0;
  for (const row of trace.framesOfExchange(exchange.id)) {
    const layer = frames.layer(row);
    if (layer === 'http1' || layer === 'http2') bytes += frames.end(row) - frames.start(row);
  }
  return bytes;
}

/** The bytes of one frame on the wire, its header included. */
export const frameBytes = (trace: Trace, row: number): number =>
  trace.frames.end(row) - trace.frames.start(row);

/** The value of the first field with that name, whatever its case; undefined without one. */
export function fieldValue(
  fields: readonly { readonly name: string; readonly value: string }[],
  name: string,
): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name)?.value;
}
