import * as v from 'valibot';

/** What every field of a form has: its name in the fault, and its label for people. */
interface FieldBase {
  readonly name: string;
  readonly label: string;
}

/** A whole number within bounds; `unit` is empty when the number counts nothing that has one. */
export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** One of a few values. */
export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly default: string;
}

/** A short line of text of 1 to `maxLength` characters. */
export interface TextField extends FieldBase {
  readonly kind: 'text';
  readonly maxLength: number;
  readonly default: string;
}

export type FaultField = NumberField | ChoiceField | TextField;

/** What a fault can be put on. One on an origin acts on each of its connections, those to come included. */
export type FaultTarget = 'connection' | 'origin';

/**
 * What page and server know of one type of fault. The doing is in server/faults.
 *
 * `momentary`: it acts once, at the moment it is applied; there is nothing to list or to take off.
 */
export interface FaultDefinition<F> {
  readonly label: string;
  readonly on: readonly FaultTarget[];
  readonly momentary: boolean;
  /** In the order a form shows them. Empty: nothing to choose. */
  readonly fields: readonly FaultField[];
  /** What this very fault does, exactly, in a sentence or two for people. */
  explain(fault: F): string;
}

export const EVERY_TARGET: readonly FaultTarget[] = ['connection', 'origin'];

/** The schema of a whole number that lies where its field says. */
export const numberIn = ({ min, max }: NumberField) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

/** The schema of a text that is as long as its field says. */
export const textIn = ({ maxLength }: TextField) =>
  v.pipe(v.string(), v.minLength(1), v.maxLength(maxLength));

/** `1 byte`, `2 bytes`. */
export const bytesOf = (count: number): string => (count === 1 ? '1 byte' : `${count} bytes`);
