import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseConformance, type ConformanceCase } from '../../wire/conformance-document.ts';
import { SSE_CODING_DIAGNOSTICS } from '../../wire/sse/diagnostics.ts';
import { MAX_INFLATED_BYTES_OF_TRACE } from '../frame-notes.ts';
import { RecordBuilder } from '../testing.ts';
import { decoding } from '../decoding.ts';
import { Trace } from '../trace.ts';

/* What no decoder can show alone: rows of a response whose layers lie in each other. */
const folder = fileURLToPath(new URL('conformance/', import.meta.url));
const cases = readdirSync(folder).flatMap((file) =>
  parseConformance(readFileSync(folder + file, 'utf8'), file),
);

/** The rows after the request, as lines of a `frames` block: `<start>-<end> <layer> <type> <summary>`. */
function linesOf({ input, options }: ConformanceCase, size: number): string[] {
  const builder = new RecordBuilder().open(1).client(1, 'GET /sse HTTP/1.1\r\nHost: a\r\n\r\n');
  for (let at = 0; at < input.length; at += size) builder.server(1, input.slice(at, at + size));
  const trace = new Trace(decoding);
  const { inflatedRoom } = options as { inflatedRoom?: number };
  if (inflatedRoom !== undefined) trace.takeInflatedRoom(MAX_INFLATED_BYTES_OF_TRACE - inflatedRoom);
  for (const record of builder.records) trace.apply(record);
  const lines: string[] = [];
  for (let row = 1; row < trace.frames.length; row++) {
    const { start, end, layer, type } = trace.frames.view(row);
    lines.push(`${start}-${end} ${layer} ${type}`);
    for (const { code, ...at } of trace.diagnostics.get(row) ?? [])
      lines.push(`  ! ${code} ${at.start}-${at.end}`);
  }
  return lines;
}

describe('layers in each other', () => {
  for (const one of cases) {
    test(`${one.place} ${one.sentence}`, () => {
      for (let size = 1; size <= one.input.length; size++)
        expect(linesOf(one, size), `${one.place}, in reads of ${size} bytes`).toEqual(one.frames);
    });
  }

  test('every diagnostic of coded event streams is triggered by a case', () => {
    const seen = cases.flatMap(({ frames }) => frames.map((line) => /^ {2}! (\S+)/.exec(line)?.[1]));
    expect(seen).toEqual(expect.arrayContaining(Object.keys(SSE_CODING_DIAGNOSTICS)));
  });
});
