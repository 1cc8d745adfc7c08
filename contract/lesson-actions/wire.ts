import * as v from 'valibot';
import { originIdSchema, overOrigin } from '../origin.ts';

/** What a connection must carry now to be meant. `any`: it need not carry anything. */
export const CARRIED = ['sse', 'websocket', 'body', 'any'] as const;

/** Names one open connection of an origin by what it carries and how old it is. */
export const wireEntries = {
  origin: originIdSchema,
  which: v.optional(v.picklist(['oldest', 'newest']), 'newest'),
  /** Left out: any connection on which a request is not over. */
  carrying: v.optional(v.picklist(CARRIED)),
};
export const wireSchema = v.strictObject(wireEntries);
export type WireReference = v.InferOutput<typeof wireSchema>;

const CARRYING: Readonly<Record<(typeof CARRIED)[number], string>> = {
  sse: ' that carries an event stream',
  websocket: ' that carries a WebSocket',
  body: ' that waits for the end of an answer',
  any: '',
};

/** `the newest connection over HTTP/1.1 that carries a WebSocket`. */
export function nameWire({ origin, which, carrying }: WireReference): string {
  const carries = carrying === undefined ? ' on which a request is not over' : CARRYING[carrying];
  return `the ${which} connection ${overOrigin(origin)}${carries}`;
}
