import * as v from 'valibot';
import { lineOf } from '../context.ts';
import { defineBlockTag } from './block-tag.ts';
import { questionFaults, readQuestion } from './choices.ts';

export const quiz = defineBlockTag({
  tag: 'quiz',
  attributes: v.strictObject({ id: v.string() }),
  build({ id }, node, context) {
    const complain = (message: string): void => context.problems.add(lineOf(node), `quiz: ${message}`);
    const question = readQuestion(node, context);
    if (!context.claimAnswerId(id)) complain(`There is another question with the id ${id}.`);
    for (const fault of questionFaults(question, true)) complain(fault);
    return { type: 'quiz', id, ...question };
  },
});
