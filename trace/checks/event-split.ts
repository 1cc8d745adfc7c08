import * as v from 'valibot';
import type { OriginId } from '../../contract/origin.ts';
import type { Trace } from '../trace.ts';
import { originArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { exchangesOn } from './exchanges.ts';
import { whyCannotTell } from './reachable.ts';

const CARRIERS: ReadonlySet<string> = new Set(['chunk', 'DATA']);

/** An event of a stream, and the chunks or DATA frames that its bytes lie in. */
interface Carried {
  readonly row: number;
  readonly carriers: readonly number[];
}

/** The newest event that lies in more than one chunk or DATA frame, else the newest event. */
export function splitEvent(trace: Trace, origin: OriginId): Carried | undefined {
  const { frames } = trace;
  let newest: Carried | undefined;
  for (const exchange of exchangesOn(trace, { origin }).toReversed()) {
    if (exchange.carries !== 'sse') continue;
    const rows = [...trace.framesOfExchange(exchange.id)];
    const carriers = rows.filter((row) => CARRIERS.has(frames.type(row)));
    for (const row of rows.toReversed()) {
      if (frames.layer(row) !== 'sse' || frames.type(row) !== 'event') continue;
      const around = carriers.filter(
        (carrier) => frames.start(carrier) < frames.end(row) && frames.end(carrier) > frames.start(row),
      );
      newest ??= { row, carriers: around };
      if (around.length > 1) return { row, carriers: around };
    }
  }
  return newest;
}

/** The end of a chunk is no end of an event. */
export const eventSplit = defineCheck({
  id: 'event-split',
  summary:
    'The bytes of one event lie in more than one chunk (HTTP/1.1) or DATA frame (HTTP/2), and it is one event.',
  args: v.strictObject({ origin: originArg }),
  check(trace, { origin }) {
    const found = splitEvent(trace, origin);
    const carrier = origin === 'http2' ? 'DATA frames' : 'chunks';
    if (found && found.carriers.length > 1) {
      return met(`One event lies in ${found.carriers.length} ${carrier}.`, { frame: found.row });
    }
    return (
      whyCannotTell(trace, origin) ??
      notYet(
        found ? `Every event so far came whole, inside one of the ${carrier}.` : 'No event has come so far.',
        found && { frame: found.row },
      )
    );
  },
});
