import type { Node } from '@markdoc/markdoc';
import * as v from 'valibot';
import type { Block, Choice, Inline } from '../../../contract/lesson.ts';
import type { LessonContext } from '../context.ts';
import { readAttributes } from '../inline.ts';

const choiceSchema = v.strictObject({ id: v.string(), right: v.optional(v.boolean(), false) });

/** What stands in a tag that asks a question. */
export interface Question {
  readonly question: readonly Inline[];
  readonly choices: readonly Choice[];
  readonly reveal: readonly Block[];
}

/** The tags with this name below a node. Markdoc puts tags of neighbouring lines into one paragraph. */
function tagsBelow(node: Node, name: string): Node[] {
  if (node.type === 'tag') return node.tag === name ? [node] : [];
  return node.children.flatMap((child) => tagsBelow(child, name));
}

function toChoice(node: Node, context: LessonContext): Choice[] {
  const attributes = readAttributes(choiceSchema, node, context);
  return attributes ? [{ ...attributes, text: context.inline(node.children) }] : [];
}

/** Takes a tag's content apart: `choice` and `reveal` tags, and the question around them. */
export function readQuestion(node: Node, context: LessonContext): Question {
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
  return { question, choices, reveal };
}

/** What is wrong with a question; empty when nothing is. `needsChoices` is false where a number is asked for. */
export function questionFaults({ question, choices, reveal }: Question, needsChoices: boolean): string[] {
  const faults: string[] = [];
  if (question.length === 0) faults.push('There is no question.');
  if (!needsChoices && choices.length > 0) faults.push('A question for a number has no choices.');
  if (needsChoices && choices.length < 2) faults.push('There are fewer than two choices.');
  if (new Set(choices.map(({ id }) => id)).size < choices.length)
    faults.push('Two choices have the same id.');
  if (needsChoices && !choices.some(({ right }) => right)) faults.push('No choice is right.');
  if (reveal.length === 0) faults.push('There is no reveal.');
  return faults;
}
