import * as v from 'valibot';

/*
 * A fault is plain data: what to do to one connection. The doing lives in server/faults, one file a fault.
 */
const directions = v.optional(v.picklist(['client-to-server', 'server-to-client', 'both']), 'both');

export const cutSchema = v.strictObject({ type: v.literal('cut') });
export const freezeSchema = v.strictObject({ type: v.literal('freeze'), direction: directions });
export const delaySchema = v.strictObject({
  type: v.literal('delay'),
  direction: directions,
  /** How long each chunk is held, in milliseconds. */
  delayMs: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60_000)),
});

export const faultSchema = v.variant('type', [cutSchema, freezeSchema, delaySchema]);
export type Fault = v.InferOutput<typeof faultSchema>;
export type FaultType = Fault['type'];
export type FaultDirection = 'client-to-server' | 'server-to-client' | 'both';

const WHICH_WAY: Readonly<Record<FaultDirection, string>> = {
  both: 'in both directions',
  'client-to-server': 'from client to server',
  'server-to-client': 'from server to client',
};

/** What a fault does, in one sentence for people. One entry a fault. */
const EXPLAIN: { readonly [T in FaultType]: (fault: Extract<Fault, { type: T }>) => string } = {
  cut: () => 'Resets the TCP connection: both ends lose it at once, with a RST and no goodbye.',
  freeze: (fault) =>
    `Holds every byte ${WHICH_WAY[fault.direction]} and says nothing. The connection stays open and neither end is told.`,
  delay: (fault) => `Holds each chunk ${WHICH_WAY[fault.direction]} for ${fault.delayMs} ms, in order.`,
};

/** What this fault does, in one sentence for people. */
export function explainFault<T extends FaultType>(fault: Extract<Fault, { type: T }>): string {
  return EXPLAIN[fault.type](fault);
}
