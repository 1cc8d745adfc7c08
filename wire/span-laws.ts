import type { Span } from './span.ts';

/*
 * Test helper: the laws every span tree keeps. Children tile their parent, down to bits; derived sources are tiled too.
 */

/** Which bits of its bytes a span owns; fields that are not made of single bytes own all of them. */
function ownedBits(span: Span): number {
  return span.bits ?? 2 ** ((span.end - span.start) * 8) - 1;
}

/** The faults of siblings that should tile `start` to `end`; none when there are no siblings. */
function tilingFaults(siblings: readonly Span[], start: number, end: number, path: string): string[] {
  if (siblings.length === 0) return [];
  const faults: string[] = [];
  let at = start;
  for (let index = 0; index < siblings.length;) {
    const first = siblings[index] as Span;
    const sharing = siblings.slice(index).filter((one) => one.start === first.start && one.end === first.end);
    const group = first.bits === undefined ? [first] : sharing;
    if (first.start !== at) faults.push(`${path}: ${first.field} starts at ${first.start}, not at ${at}`);
    if (first.end <= first.start) faults.push(`${path}: ${first.field} is empty`);
    if (first.bits !== undefined) {
      const all = 2 ** ((first.end - first.start) * 8) - 1;
      const sum = group.reduce((total, one) => total + ownedBits(one), 0);
      if (sum !== all) faults.push(`${path}: the bits at ${first.start} add up to 0x${sum.toString(16)}`);
    }
    at = first.end;
    index += group.length;
  }
  if (at !== end) faults.push(`${path}: the children end at ${at}, not at ${end}`);
  return faults;
}

/** Everything wrong with the shape of a span tree; an empty list when it tiles. */
export function spanFaults(span: Span, path = span.field): string[] {
  const faults = tilingFaults(span.children ?? [], span.start, span.end, path);
  for (const child of span.children ?? []) faults.push(...spanFaults(child, `${path} > ${child.field}`));
  if (span.derived) {
    const { bytes, spans, kind } = span.derived;
    faults.push(...tilingFaults(spans, 0, bytes.length, `${path} > ${kind}`));
    for (const child of spans) faults.push(...spanFaults(child, `${path} > ${kind} > ${child.field}`));
  }
  return faults;
}
