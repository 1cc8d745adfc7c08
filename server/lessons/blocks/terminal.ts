import * as v from 'valibot';
import { CLIENT_ORIGIN_IDS } from '../../../contract/origin.ts';
import { lineOf } from '../context.ts';
import { defineBlockTag } from './block-tag.ts';

export const terminal = defineBlockTag({
  tag: 'terminal',
  attributes: v.strictObject({ command: v.string() }),
  build({ command }, node, context) {
    for (const [, name] of command.matchAll(/\{(\w+)\}/g)) {
      if (!CLIENT_ORIGIN_IDS.some((origin) => origin === name)) {
        context.problems.add(lineOf(node), `terminal: {${name}} is none of ${CLIENT_ORIGIN_IDS.join(', ')}.`);
      }
    }
    return { type: 'terminal', command, children: context.blocks(node.children) };
  },
});
