import type { Node } from '@markdoc/markdoc';
import * as v from 'valibot';
import type { Block, Inline, PredictBlock } from '../../../contract/lesson.ts';
import { lineOf, type LessonContext } from '../context.ts';
import { readAttributes } from '../inline.ts';
import { defineBlockTag } from './block-tag.ts';

type Choice = PredictBlock['choices'][number];

const choiceSchema = v.strictObject({ id: v.string(), right: v.optional(v.boolean(), false) });

/** The `choice` tags below a node. Markdoc puts tags of neighbouring lines into one paragraph. */
function choiceNodes(node: Node): Node[] {
  if (node.type === 'tag') return node.tag === 'choice' ? [node] : [];
  return node.children.flatMap(choiceNodes);
}

function toChoice(node: Node, context: LessonContext): Choice[] {
  const attributes = readAttributes(choiceSchema, node, context);
  return attributes ? [{ ...attributes, text: context.inline(node.children) }] : [];
}

export const predict = defineBlockTag({
  tag: 'predict',
  attributes: v.strictObject({ id: v.string(), after: v.optional(v.string()) }),
  build({ id, after }, node, context) {
    const question: Inline[] = [];
    const choices: Choice[] = [];
    let reveal: Block[] = [];
    for (const child of node.children) {
      const found = choiceNodes(child);
      if (child.type === 'tag' && child.tag === 'reveal') reveal = context.blocks(child.children);
      else if (found.length > 0) choices.push(...found.flatMap((choice) => toChoice(choice, context)));
      else question.push(...context.inline([child]));
    }
    const complain = (message: string): void => context.problems.add(lineOf(node), `predict: ${message}`);
    if (!context.claimPredictId(id)) complain(`There is another prediction with the id ${id}.`);
    if (question.length === 0) complain('There is no question.');
    if (choices.length < 2) complain('There are fewer than two choices.');
    if (new Set(choices.map((choice) => choice.id)).size < choices.length)
      complain('Two choices have the same id.');
    if (!choices.some(({ right }) => right)) complain('No choice is right.');
    if (after !== undefined && !context.goalIds.has(after)) complain(`There is no goal ${after}.`);
    if (reveal.length === 0) complain('There is no reveal.');
    return { type: 'predict', id, question, choices, after, reveal };
  },
});
