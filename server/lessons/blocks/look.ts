import * as v from 'valibot';
import { lineOf } from '../context.ts';
import { figureAttributes, figureReference } from '../references.ts';
import { defineBlockTag } from './block-tag.ts';

export const look = defineBlockTag({
  tag: 'look',
  attributes: v.strictObject(figureAttributes),
  build: (attributes, node, context) => ({
    type: 'look',
    figure: figureReference(attributes, lineOf(node), context.problems),
    children: context.inline(node.children),
  }),
});
