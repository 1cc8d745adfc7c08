import * as v from 'valibot';
import { lineOf } from '../context.ts';
import { defineBlockTag } from './block-tag.ts';

export const goals = defineBlockTag({
  tag: 'goals',
  attributes: v.strictObject({ ids: v.pipe(v.array(v.string()), v.minLength(1)) }),
  build({ ids }, node, context) {
    for (const id of ids) {
      if (!context.goalIds.has(id)) context.problems.add(lineOf(node), `goals: There is no goal ${id}.`);
    }
    return { type: 'goals', ids };
  },
});
