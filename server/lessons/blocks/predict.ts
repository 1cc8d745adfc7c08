import type { Node } from '@markdoc/markdoc';
import * as v from 'valibot';
import type { Block, Inline, PredictBlock } from '../../../contract/lesson.ts';
import { lineOf, type LessonContext } from '../context.ts';
import { readAttributes } from '../inline.ts';
import { defineBlockTag } from './block-tag.ts';

type Choice = PredictBlock['choices'][number];

const choiceSchema = v.strictObject({ id: v.string(), right: v.optional(v.boolean(), false) });

/** The tags with this name below a node. Markdoc puts tags of neighbouring lines into one paragraph. */
function tagsBelow(node: Node, name: string): Node[] {
  if (node.type === 'tag') return node.tag === name ? [node] : [];
  return node.children.flatMap((child) => tagsBelow(child, name));
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
    const reveal: Block[] = [];
    for (const child of node.children) {
      const found = tagsBelow(child, 'choice');
      const revealed = tagsBelow(child, 'reveal');
      for (const tag of revealed) reveal.push(...context.blocks(tag.children));
      for (const choice of found) choices.push(...toChoice(choice, context));
      if (found.length + revealed.length === 0) question.push(...context.inline([child]));
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
