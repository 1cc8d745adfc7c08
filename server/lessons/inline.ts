import type { Node } from '@markdoc/markdoc';
import * as v from 'valibot';
import type { Inline } from '../../contract/lesson.ts';
import { isSpecReference, specLink } from '../../wire/spec.ts';
import { lineOf, type LessonContext } from './context.ts';
import { issueText } from './issues.ts';
import { figureAttributes, figureReference } from './references.ts';

type ToInline = (node: Node, context: LessonContext) => readonly Inline[];

/** Reads a tag's attributes; undefined, and a problem, when they do not fit. */
export function readAttributes<S extends v.GenericSchema>(
  schema: S,
  node: Node,
  context: LessonContext,
): v.InferOutput<S> | undefined {
  const parsed = v.safeParse(schema, node.attributes);
  if (parsed.success) return parsed.output;
  for (const issue of parsed.issues)
    context.problems.add(lineOf(node), `${node.tag ?? ''}: ${issueText(issue)}`);
  return undefined;
}

const citeSchema = v.strictObject({ primary: v.string() });
const measuredSchema = v.strictObject(figureAttributes);

/** Tags inside a line of text. One entry a tag. */
const INLINE_TAGS: Readonly<Record<string, ToInline>> = {
  cite(node, context) {
    const reference = readAttributes(citeSchema, node, context)?.primary;
    if (reference === undefined) return [];
    if (!isSpecReference(reference)) {
      context.problems.add(lineOf(node), `“${reference}” is no citation that wire/spec.ts knows.`);
      return [];
    }
    return [{ type: 'cite', reference, href: specLink(reference) }];
  },
  measured(node, context) {
    const attributes = readAttributes(measuredSchema, node, context);
    if (!attributes) return [];
    const figure = figureReference(attributes, lineOf(node), context.problems);
    return [{ type: 'measured', figure, children: context.inline(node.children) }];
  },
};

function link(node: Node, context: LessonContext): Inline[] {
  const href = String(node.attributes['href'] ?? '');
  const known = href.startsWith('#') ? context.isOwnAddress(href) : href.startsWith('https://');
  if (!known) context.problems.add(lineOf(node), `The link to “${href}” leads nowhere.`);
  return [{ type: 'link', href, children: context.inline(node.children) }];
}

const INLINE_NODES: Readonly<Record<string, ToInline>> = {
  text: (node) => [String(node.attributes['content'])],
  softbreak: () => [' '],
  strong: (node, context) => [{ type: 'strong', children: context.inline(node.children) }],
  em: (node, context) => [{ type: 'emphasis', children: context.inline(node.children) }],
  code: (node) => [{ type: 'code', text: String(node.attributes['content']) }],
  inline: (node, context) => context.inline(node.children),
  paragraph: (node, context) => context.inline(node.children),
  link,
};

/** Whether a node stands inside a line of text, not between paragraphs. */
export function isInline(node: Node): boolean {
  if (node.type === 'tag') return Object.hasOwn(INLINE_TAGS, node.tag ?? '');
  return node.type !== 'paragraph' && Object.hasOwn(INLINE_NODES, node.type);
}

/** Text nodes to inline values; neighbouring strings are joined. */
export function toInline(nodes: readonly Node[], context: LessonContext): Inline[] {
  const out: Inline[] = [];
  for (const node of nodes) {
    const convert = node.type === 'tag' ? INLINE_TAGS[node.tag ?? ''] : INLINE_NODES[node.type];
    if (!convert) {
      const what = node.type === 'tag' ? `The tag ${node.tag ?? ''}` : `Markdown of the kind “${node.type}”`;
      context.problems.add(lineOf(node), `${what} cannot stand inside a line of text.`);
      continue;
    }
    for (const value of convert(node, context)) {
      const last = out.at(-1);
      if (typeof value === 'string' && typeof last === 'string') out[out.length - 1] = last + value;
      else out.push(value);
    }
  }
  return out;
}
