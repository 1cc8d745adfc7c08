import type { Node } from '@markdoc/markdoc';
import { parse } from 'acorn';
import * as v from 'valibot';
import { lineOf, type LessonContext } from '../context.ts';
import { defineBlockTag } from './block-tag.ts';

/** A longer program is no card. */
const MOST_LINES = 40;

/** What is wrong with the text of a program, with its line counted from 1; undefined when it can be run. */
function syntaxFault(code: string): { line: number; message: string } | undefined {
  try {
    parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { loc } = error as SyntaxError & { loc: { line: number; column: number } };
    return { line: loc.line, message: error.message.replace(/ \(\d+:\d+\)$/, '') };
  }
}

/** Looks whether the program can stand as it is. The first line of a fence is the one below its opening. */
function checkProgram(fence: Node, code: string, context: LessonContext): void {
  const complain = (line: number, message: string): void => context.problems.add(line, `try: ${message}`);
  const lines = code.split('\n').length;
  const language = fence.attributes['language'] as string | undefined;
  if (language !== 'js')
    complain(lineOf(fence), `The program is JavaScript: it begins with \`\`\`js, not ${language ?? '```'}.`);
  if (lines > MOST_LINES) complain(lineOf(fence), `${lines} lines are too many; at most ${MOST_LINES}.`);
  const fault = syntaxFault(code);
  if (fault) complain(lineOf(fence) + fault.line, `The program cannot be read: ${fault.message}.`);
}

export const tryTag = defineBlockTag({
  tag: 'try',
  attributes: v.strictObject({
    id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, 'An id is made of small letters, digits and -.')),
    title: v.string(),
  }),
  build({ id, title }, node, context) {
    const complain = (message: string): undefined => {
      context.problems.add(lineOf(node), `try: ${message}`);
      return undefined;
    };
    if (!context.claimAnswerId(id)) return complain(`There is another card or question with the id ${id}.`);
    const fences = node.children.filter(({ type }) => type === 'fence');
    const [fence] = fences;
    if (!fence || fences.length > 1) return complain('It holds one program, between ```js and ```.');
    const code = (fence.attributes['content'] as string).trimEnd();
    checkProgram(fence, code, context);
    return {
      type: 'try',
      id,
      title,
      lines: context.highlight(code),
      children: context.blocks(node.children.filter((child) => child !== fence)),
    };
  },
});
