import type { Node } from '@markdoc/markdoc';
import * as v from 'valibot';
import type { NumberQuestion } from '../../../contract/lesson.ts';
import { lineOf, type LessonContext } from '../context.ts';
import { figureReference } from '../references.ts';
import { defineBlockTag } from './block-tag.ts';
import { questionFaults, readQuestion } from './choices.ts';

const attributes = v.strictObject({
  id: v.string(),
  after: v.optional(v.string()),
  /** A number is asked for when `figure` or `answer` is given. */
  figure: v.optional(v.string()),
  args: v.optional(v.record(v.string(), v.unknown()), {}),
  answer: v.optional(v.number()),
  unit: v.optional(v.string(), ''),
  tolerance: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
});

function numberQuestion(
  { figure, args, answer, unit, tolerance }: v.InferOutput<typeof attributes>,
  node: Node,
  context: LessonContext,
): NumberQuestion | undefined {
  const complain = (message: string): void => context.problems.add(lineOf(node), `predict: ${message}`);
  const common = { unit, tolerance: tolerance ?? 0.25 };
  if (figure !== undefined) {
    if (answer !== undefined) complain('Give `figure` or `answer`, not both.');
    return { ...common, answer: figureReference({ figure, args }, lineOf(node), context.problems) };
  }
  if (answer !== undefined) return { ...common, answer };
  if (unit !== '' || tolerance !== undefined)
    complain('`unit` and `tolerance` need a `figure` or an `answer`.');
  return undefined;
}

export const predict = defineBlockTag({
  tag: 'predict',
  attributes,
  build(given, node, context) {
    const { id, after } = given;
    const complain = (message: string): void => context.problems.add(lineOf(node), `predict: ${message}`);
    const number = numberQuestion(given, node, context);
    const question = readQuestion(node, context);
    if (!context.claimAnswerId(id)) complain(`There is another question with the id ${id}.`);
    for (const fault of questionFaults(question, number === undefined)) complain(fault);
    if (after !== undefined && !context.goalIds.has(after)) complain(`There is no goal ${after}.`);
    return { type: 'predict', id, number, after, ...question };
  },
});
