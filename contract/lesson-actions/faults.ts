import * as v from 'valibot';
import { explainFault, FAULTS, faultSchema, faultTypeSchema, type Fault, type FaultType } from '../faults.ts';
import { overOrigin } from '../origin.ts';
import { nameWire, wireEntries } from './wire.ts';

/** `all`: the whole origin, connections to come included. */
const place = {
  ...wireEntries,
  which: v.optional(v.picklist(['oldest', 'newest', 'all']), 'newest'),
};

const applyEntries = v.strictObject({ type: v.literal('apply-fault'), ...place, fault: faultSchema });
const removeEntries = v.strictObject({ type: v.literal('remove-fault'), ...place, fault: faultTypeSchema });
type Apply = v.InferOutput<typeof applyEntries>;
type Remove = v.InferOutput<typeof removeEntries>;

const fits = (which: Apply['which'], fault: FaultType): boolean =>
  FAULTS[fault].on.includes(which === 'all' ? 'origin' : 'connection');
const NO_FIT = 'This fault cannot be put there: see `on` of its definition in contract/faults.';

export const applyFaultActionSchema = v.pipe(
  applyEntries,
  v.check(({ which, fault }) => fits(which, fault.type), NO_FIT),
);
export const removeFaultActionSchema = v.pipe(
  removeEntries,
  v.check(({ which, fault }) => fits(which, fault) && !FAULTS[fault].momentary, NO_FIT),
);

function nameplace({ which, ...wire }: Pick<Apply, 'which' | 'origin' | 'carrying'>): string {
  if (which === 'all') return `every connection ${overOrigin(wire.origin)}`;
  return nameWire({ ...wire, which });
}

const label = (type: FaultType): string => FAULTS[type].label;
export const explainApplyFault = ({ fault, ...wire }: Apply): string =>
  `${label(fault.type)} on ${nameplace(wire)}: ${explainFault<Fault['type']>(fault)}`;
export const explainRemoveFault = ({ fault, ...wire }: Remove): string =>
  `Takes “${label(fault)}” off ${nameplace(wire)}.`;
