import type { WireReference } from '../contract/lesson-actions/wire.ts';
import type { Connection } from './model.ts';
import type { Trace } from './trace.ts';

/** The open connections that fit a reference, oldest first. Empty when none does. */
export function findWires(
  trace: Trace,
  { origin, carrying }: Pick<WireReference, 'origin' | 'carrying'>,
): Connection[] {
  const fits = ({ exchanges }: Connection): boolean =>
    carrying === 'any' ||
    exchanges.some(
      (exchange) => exchange.endedAt === undefined && (!carrying || exchange.carries === carrying),
    );
  return [...trace.connections.values()]
    .filter((connection) => connection.origin === origin && connection.state === 'open' && fits(connection))
    .sort((a, b) => a.openedAt - b.openedAt);
}

/** The connection that is meant, or undefined when none fits. */
export const findWire = (trace: Trace, reference: WireReference): Connection | undefined =>
  findWires(trace, reference).at(reference.which === 'oldest' ? 0 : -1);
