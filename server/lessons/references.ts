import * as v from 'valibot';
import type { FigureReference } from '../../contract/lesson.ts';
import { findFigure } from '../../trace/figures/registry.ts';
import { argumentIssues } from './issues.ts';
import type { Problems } from './problems.ts';

/** The attributes by which a tag names a figure. */
export const figureAttributes = {
  figure: v.string(),
  args: v.optional(v.record(v.string(), v.unknown()), {}),
};

/** Checks that the figure exists and its arguments fit. */
export function figureReference(
  { figure, args }: { readonly figure: string; readonly args: Record<string, unknown> },
  line: number,
  problems: Problems,
): FigureReference {
  const definition = findFigure(figure);
  if (!definition) problems.add(line, `There is no figure ${figure} in trace/figures/registry.ts.`);
  else {
    for (const message of argumentIssues(definition.args, args, 'args')) problems.add(line, message);
  }
  return { id: figure, args };
}
