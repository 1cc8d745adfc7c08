import * as v from 'valibot';
import { lineOf } from '../context.ts';
import { pointerAttributes, readPointer } from '../pointers.ts';
import { defineBlockTag } from './block-tag.ts';

export const look = defineBlockTag({
  tag: 'look',
  attributes: v.strictObject({ view: v.optional(v.string()), ...pointerAttributes }),
  build({ view, ...pointer }, node, context) {
    const complain = (message: string): void => context.problems.add(lineOf(node), `look: ${message}`);
    const at = readPointer(pointer, lineOf(node), context.problems);
    if (view === undefined && !at) complain('Give a `view`, a `figure`, a `frame` or a `wire`.');
    if (view !== undefined && context.viewIds && !context.viewIds.has(view)) {
      complain(`There is no view ${view}; src/views/registry.ts has ${[...context.viewIds].join(', ')}.`);
    }
    return { type: 'look', view, at, children: context.inline(node.children) };
  },
});
