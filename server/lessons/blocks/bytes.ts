import type { Node } from '@markdoc/markdoc';
import * as v from 'valibot';
import type { BytesBlock, BytesProtocol } from '../../../contract/lesson.ts';
import { parseExample } from '../examples.ts';
import { lineOf, type LessonContext } from '../context.ts';
import { pointerAttributes, readPointer } from '../pointers.ts';
import { defineBlockTag } from './block-tag.ts';

const attributes = v.strictObject({
  title: v.string(),
  /** A tested document, `wire/<protocol>/conformance/<name>.md`, and the title of one of its cases. */
  document: v.optional(v.string()),
  example: v.optional(v.string()),
  /** Which frame of the example; counts from 0. */
  number: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  ...pointerAttributes,
});
type Attributes = v.InferOutput<typeof attributes>;

function readExample(
  { document = '', example = '', number }: Attributes,
  node: Node,
  context: LessonContext,
): BytesBlock['bytes'] | undefined {
  const complain = (message: string): undefined => {
    context.problems.add(lineOf(node), `bytes: ${message}`);
    return undefined;
  };
  const protocol = /^wire\/(http1|http2|websocket|sse)\/conformance\/[\w-]+\.md$/.exec(document)?.[1];
  if (protocol === undefined) return complain('`document` is wire/<protocol>/conformance/<name>.md.');
  const source = context.readSource(document);
  if (source === undefined) return complain(`There is no file ${document}.`);
  const found = parseExample(source, example);
  if (!found) return complain(`${document} has no case “${example}”.`);
  if (number >= found.frames)
    return complain(`The case has ${found.frames} frames; \`number\` counts from 0.`);
  const { options, hex } = found;
  return { type: 'example', protocol: protocol as BytesProtocol, options, hex, frame: number };
}

export const bytes = defineBlockTag({
  tag: 'bytes',
  attributes,
  build(given, node, context) {
    const at = readPointer(given, lineOf(node), context.problems);
    const isExample = given.document !== undefined || given.example !== undefined;
    if (isExample === (at !== undefined)) {
      const message = 'bytes: Give `document` and `example`, or one of `figure`, `frame` and `wire`.';
      context.problems.add(lineOf(node), message);
      return undefined;
    }
    const shown = at ? ({ type: 'live', at } as const) : readExample(given, node, context);
    return (
      shown && { type: 'bytes', title: given.title, bytes: shown, children: context.blocks(node.children) }
    );
  },
});
