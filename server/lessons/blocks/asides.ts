import * as v from 'valibot';
import { defineBlockTag } from './block-tag.ts';

/* Blocks that only hold other blocks. */

export const devtools = defineBlockTag({
  tag: 'devtools',
  attributes: v.strictObject({}),
  build: (_, node, context) => ({ type: 'devtools', children: context.blocks(node.children) }),
});

export const further = defineBlockTag({
  tag: 'further',
  attributes: v.strictObject({ title: v.string() }),
  build: ({ title }, node, context) => ({ type: 'further', title, children: context.blocks(node.children) }),
});

export const summary = defineBlockTag({
  tag: 'summary',
  attributes: v.strictObject({}),
  build: (_, node, context) => ({ type: 'summary', children: context.blocks(node.children) }),
});
