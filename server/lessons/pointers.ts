import * as v from 'valibot';
import { frameQuerySchema } from '../../contract/frame-query.ts';
import { wireSchema } from '../../contract/lesson-actions/wire.ts';
import type { Pointer } from '../../contract/lesson.ts';
import type { Problems } from './problems.ts';
import { figureReference } from './references.ts';

/** The attributes by which a tag points at something on the stage. */
export const pointerAttributes = {
  figure: v.optional(v.string()),
  args: v.optional(v.record(v.string(), v.unknown()), {}),
  frame: v.optional(frameQuerySchema),
  wire: v.optional(wireSchema),
};
type PointerAttributes = v.InferOutput<v.ObjectSchema<typeof pointerAttributes, undefined>>;

/** What the attributes point at; undefined, without a problem, when they point at nothing. */
export function readPointer(
  { figure, args, frame, wire }: PointerAttributes,
  line: number,
  problems: Problems,
): Pointer | undefined {
  const found: Pointer[] = [];
  if (figure !== undefined)
    found.push({ type: 'figure', figure: figureReference({ figure, args }, line, problems) });
  if (frame) found.push({ type: 'frame', frame });
  if (wire) found.push({ type: 'wire', wire });
  if (found.length > 1) problems.add(line, 'Give one of `figure`, `frame` and `wire`.');
  return found[0];
}
