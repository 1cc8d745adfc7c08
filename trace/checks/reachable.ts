import type { OriginId } from '../../contract/origin.ts';
import type { Trace } from '../trace.ts';
import { cannotTell, type CheckResult } from './check.ts';
import { originName } from './words.ts';

/**
 * Why nothing can be said about what happens on this origin, or undefined when nothing stands in the way. Asked only
 * when a goal is not met: what the wire shows counts, whatever else went wrong.
 */
export function whyCannotTell(trace: Trace, origin: OriginId): CheckResult | undefined {
  let refused: number | undefined;
  for (const connection of trace.connections.values()) {
    if (connection.origin !== origin) continue;
    if (connection.partial && connection.state !== 'closed') {
      return cannotTell(
        `Part of connection ${connection.id} was not recorded, so what it carries is not known. Start the lesson again.`,
        { conn: connection.id },
      );
    }
    if (connection.tls !== undefined) refused = undefined;
    else if (connection.closed?.how === 'tls-failure') refused = connection.id;
  }
  if (refused === undefined) return undefined;
  return cannotTell(
    `This browser ended the TLS handshake with ${originName(origin)}: it does not trust the lab’s certificate yet.`,
    { conn: refused },
  );
}
