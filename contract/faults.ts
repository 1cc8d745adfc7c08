import * as v from 'valibot';
import { bandwidth, bandwidthSchema } from './faults/bandwidth.ts';
import { buffer, bufferSchema } from './faults/buffer.ts';
import { corrupt, corruptSchema } from './faults/corrupt.ts';
import { cutAfterEvent, cutAfterEventSchema } from './faults/cut-after-event.ts';
import { cutInFrame, cutInFrameSchema } from './faults/cut-in-frame.ts';
import { cut, cutSchema } from './faults/cut.ts';
import type { FaultDefinition } from './faults/definition.ts';
import { delayResponse, delayResponseSchema } from './faults/delay-response.ts';
import { delay, delaySchema } from './faults/delay.ts';
import { dropPong, dropPongSchema } from './faults/drop-pong.ts';
import { freeze, freezeSchema } from './faults/freeze.ts';
import { halfClose, halfCloseSchema } from './faults/half-close.ts';
import { holdStream, holdStreamSchema } from './faults/hold-stream.ts';
import { idleTimeout, idleTimeoutSchema } from './faults/idle-timeout.ts';
import { jitter, jitterSchema } from './faults/jitter.ts';
import { limit, limitSchema } from './faults/limit.ts';
import { refuse, refuseSchema } from './faults/refuse.ts';
import { slice, sliceSchema } from './faults/slice.ts';
import { stripUpgrade, stripUpgradeSchema } from './faults/strip-upgrade.ts';
import { withholdWindowUpdate, withholdWindowUpdateSchema } from './faults/withhold-window-update.ts';

/*
 * A fault is plain data: what to do to one connection, or to all of an origin. Each is defined in a file of its own in
 * contract/faults and done in one of server/faults; this is the register.
 */
export const faultSchema = v.variant('type', [
  cutSchema,
  freezeSchema,
  delaySchema,
  jitterSchema,
  bandwidthSchema,
  sliceSchema,
  bufferSchema,
  limitSchema,
  idleTimeoutSchema,
  halfCloseSchema,
  refuseSchema,
  corruptSchema,
  stripUpgradeSchema,
  cutInFrameSchema,
  cutAfterEventSchema,
  delayResponseSchema,
  dropPongSchema,
  withholdWindowUpdateSchema,
  holdStreamSchema,
]);
export type Fault = v.InferOutput<typeof faultSchema>;
export type FaultType = Fault['type'];
export type FaultOf<T extends FaultType> = Extract<Fault, { type: T }>;

/** What is known of each type of fault: its label, where it goes, the fields of its form, its sentence. In reading order. */
export const FAULTS: { readonly [T in FaultType]: FaultDefinition<FaultOf<T>> } = {
  cut,
  freeze,
  delay,
  jitter,
  bandwidth,
  slice,
  buffer,
  limit,
  'idle-timeout': idleTimeout,
  'half-close': halfClose,
  refuse,
  corrupt,
  'strip-upgrade': stripUpgrade,
  'cut-in-frame': cutInFrame,
  'cut-after-event': cutAfterEvent,
  'delay-response': delayResponse,
  'drop-pong': dropPong,
  'withhold-window-update': withholdWindowUpdate,
  'hold-stream': holdStream,
};

export const FAULT_TYPES = Object.keys(FAULTS) as readonly FaultType[];
export const faultTypeSchema = v.picklist(FAULT_TYPES);

/** What this fault does, exactly, in a sentence or two for people. */
export function explainFault<T extends FaultType>(fault: FaultOf<T>): string {
  return FAULTS[fault.type].explain(fault);
}

/** A fault of that type as its form first shows it: every field at its default. */
export function defaultFault(type: FaultType): Fault {
  const values = FAULTS[type].fields.map((field) => [field.name, field.default]);
  return v.parse(faultSchema, { type, ...Object.fromEntries(values) });
}
