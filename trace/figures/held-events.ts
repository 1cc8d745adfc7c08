import * as v from 'valibot';
import { mostHeld } from '../checks/held-by-proxy.ts';
import { counted } from '../checks/words.ts';
import { defineFigure } from './figure.ts';

/** What a proxy held back. */
export const heldEvents = defineFigure({
  id: 'held-events',
  summary:
    'How many events of a stream reached the proxy before its client had one byte of an answer: the most so far.',
  args: v.strictObject({}),
  read(trace) {
    const most = mostHeld(trace);
    if (!most || most.frame === undefined) return undefined;
    return { text: counted(most.events, 'event'), value: most.events, evidence: { frame: most.frame } };
  },
});
