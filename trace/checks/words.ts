import { ORIGINS, type OriginId } from '../../contract/origin.ts';

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** `no streams`, `one stream`, `seven streams`, `12 streams`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${NUMBERS[count] ?? count} ${count === 1 ? singular : plural}`;
}

/** The sentence with a capital letter at its start. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A time for people: `340 ms` below a second, else `3.04 s`. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

/** A time on the recording's clock: `3.20 s`. */
export function moment(t: number): string {
  return `${(t / 1_000).toFixed(2)} s`;
}

/** `HTTP/1.1`, `HTTP/2`, `HTTP/1.1 over TLS`. */
export const originName = (origin: OriginId): string => ORIGINS[origin].label;

/** `a`, `a and b`, `a, b and c`. Empty for an empty list. */
export function listed(items: readonly (string | number)[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
