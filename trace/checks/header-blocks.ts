import type { Trace } from '../trace.ts';
import { exchangesOn } from './exchanges.ts';

/** The header block of a request over HTTP/2. */
export interface RequestBlock {
  readonly row: number;
  readonly conn: number;
  /** Which request on its connection; counts from 1. */
  readonly number: number;
  /** Bytes of the block on the wire, and of the names and values it stands for. */
  readonly length: number;
  readonly plain: number;
}

/** The header blocks of the requests on every HTTP/2 connection, in the order they came. */
export function requestBlocks(trace: Trace): RequestBlock[] {
  const counts = new Map<number, number>();
  const blocks: RequestBlock[] = [];
  for (const { conn, requestFrame: row, pushed } of exchangesOn(trace, { origin: 'http2' })) {
    if (pushed || trace.connections.get(conn)?.protocol !== 'http2') continue;
    const block = trace.headerBlocks.get(row);
    if (!block) continue;
    const number = (counts.get(conn) ?? 0) + 1;
    counts.set(conn, number);
    const plain = block.fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
    blocks.push({ row, conn, number, length: block.length, plain });
  }
  return blocks;
}
