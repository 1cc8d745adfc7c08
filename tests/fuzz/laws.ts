import type { Diagnostic } from '../../wire/diagnostic.ts';
import { diagnosticDefinition } from '../../wire/diagnostics.ts';
import type { Frame } from '../../wire/frame.ts';
import { spanFaults } from '../../wire/span-laws.ts';
import type { Span } from '../../wire/span.ts';

/** A decoder broke a law. The runner adds which case it was, and its bytes. */
export class LawBroken extends Error {
  override readonly name = 'LawBroken';
}

/** Throws LawBroken unless `holds`. `detail` is called only then. */
export function law(holds: boolean, name: string, detail: () => string = () => ''): asserts holds {
  if (!holds) throw new LawBroken(`${name}. ${detail()}`.trim());
}

/** Where two values differ first, or undefined when they are the same. Cheap, since it runs for every case. */
export function difference(left: unknown, right: unknown, path = ''): string | undefined {
  if (Object.is(left, right)) return undefined;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return `${path}: ${JSON.stringify(left)} and ${JSON.stringify(right)}`;
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    if (left.length !== right.length) return `${path}: ${left.length} and ${right.length} bytes`;
    for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return `${path}[${at}]`;
    return undefined;
  }
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) {
    return `${path}: {${keys.join(', ')}} and {${Object.keys(right).join(', ')}}`;
  }
  for (const key of keys) {
    const found = difference(
      (left as Record<string, unknown>)[key],
      (right as Record<string, unknown>)[key],
      `${path}.${key}`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Holds when both are the same, member by member. */
export function same(name: string, left: unknown, right: unknown): void {
  const found = difference(left, right);
  law(found === undefined, name, () => `At ${found}`);
}

/** Every diagnostic is of the closed list, speaks its sentence, and points into `start` to `end`. */
export function checkDiagnostics(diagnostics: readonly Diagnostic[], start: number, end: number): void {
  for (const one of diagnostics) {
    const definition = diagnosticDefinition(one.code);
    law(definition !== undefined, 'A diagnostic is of the closed list', () => one.code);
    law(
      definition.severity === one.severity && one.message.startsWith(definition.message),
      'A diagnostic says what its definition says',
      () => JSON.stringify(one),
    );
    law(
      one.start >= start && one.start <= one.end && one.end <= end,
      'A diagnostic points into its frame',
      () => `${one.code} ${one.start}-${one.end} in ${start}-${end}`,
    );
  }
}

/** The frames lie side by side from 0 to `length`; no frame is empty unless `mayBeEmpty` says so. */
export function checkTiling<F extends Frame>(
  frames: readonly F[],
  length: number,
  mayBeEmpty: (frame: F) => boolean = () => false,
): void {
  let reached = 0;
  for (const frame of frames) {
    law(
      frame.start === reached && (frame.end > frame.start || (frame.end === reached && mayBeEmpty(frame))),
      'Frames tile the input',
      () => `${frame.type} ${frame.start}-${frame.end} behind ${reached}`,
    );
    reached = frame.end;
    checkDiagnostics(frame.diagnostics, frame.start, frame.end);
  }
  law(reached === length, 'Frames tile the input', () => `They end at ${reached} of ${length}`);
}

/** The spans tile `start` to `end`. */
export function checkSpans(root: Span, start: number, end: number): void {
  law(
    root.start === start && root.end === end,
    'A span tree covers its frame',
    () => `${root.field} ${root.start}-${root.end} over ${start}-${end}`,
  );
  const faults = spanFaults(root);
  law(faults.length === 0, 'Spans tile their frame', () => faults.slice(0, 3).join('; '));
}
