import type { OriginId } from '../../contract/origin.ts';
import type { Exchange } from '../model.ts';
import { http1FrameAt } from '../redecode.ts';
import type { Trace } from '../trace.ts';
import { exchangesOn } from './exchanges.ts';

/** A page that was preceded by a 103, and what was asked for because of it. */
export interface HintedPage {
  readonly page: Exchange;
  /** The frame of the 103. */
  readonly interim: number;
  /** Requests for files that its Link fields name, on the wire before the final response. */
  readonly early: readonly Exchange[];
}

/** The targets of the Link fields of an interim response (RFC 8288 §3), over HTTP/1.1 or HTTP/2. */
function linkedTargets(trace: Trace, row: number): string[] {
  const http1 = trace.frames.layer(row) === 'http1' ? http1FrameAt(trace, row) : undefined;
  const fields = http1?.type === 'interim' ? http1.headers : (trace.headerBlocks.get(row)?.fields ?? []);
  return fields
    .filter(({ name }) => name.toLowerCase() === 'link')
    .flatMap(({ value }) => [...value.matchAll(/<([^>]+)>/g)].map(([, target]) => target ?? ''));
}

/** Every page of an origin, or of any, that was preceded by 103 Early Hints, in order. */
export function hintedPages(trace: Trace, origin?: OriginId): HintedPage[] {
  const all = exchangesOn(trace, { origin });
  return all.flatMap((page) => {
    const [interim] = page.interim;
    if (interim === undefined) return [];
    const named = linkedTargets(trace, interim);
    const answeredAt = page.respondedAt ?? Number.POSITIVE_INFINITY;
    const early = all.filter((other) => named.includes(other.target) && other.startedAt < answeredAt);
    return [{ page, interim, early }];
  });
}
