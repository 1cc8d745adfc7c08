import Markdoc, { type Node } from '@markdoc/markdoc';
import type { Block, ListBlock } from '../../contract/lesson.ts';
import { findBlockTag } from './blocks/registry.ts';
import { lineOf, type LessonContext } from './context.ts';
import { isInline } from './inline.ts';

/** The one tag that a paragraph consists of, or undefined: a tag with its content on one line is parsed as a paragraph. */
function onlyTag(paragraph: Node): Node | undefined {
  const inline = paragraph.children[0];
  if (paragraph.children.length !== 1 || inline?.type !== 'inline') return undefined;
  const [only, ...others] = inline.children;
  return others.length === 0 && only?.type === 'tag' && findBlockTag(only.tag) ? only : undefined;
}

function listItems(list: Node, context: LessonContext): ListBlock['items'] {
  return list.children.map((item) => context.inline(item.children));
}

function toBlock(node: Node, context: LessonContext): Block | undefined {
  const tag = node.type === 'paragraph' ? onlyTag(node) : node.type === 'tag' ? node : undefined;
  if (tag) {
    const definition = findBlockTag(tag.tag);
    if (definition) return definition.build(tag, context);
    context.problems.add(lineOf(tag), `There is no tag ${tag.tag ?? ''}.`);
    return undefined;
  }
  switch (node.type) {
    case 'paragraph':
      return { type: 'paragraph', children: context.inline(node.children) };
    case 'heading':
      return { type: 'heading', children: context.inline(node.children) };
    case 'list':
      return { type: 'list', ordered: node.attributes['ordered'] === true, items: listItems(node, context) };
    case 'comment':
      return undefined;
    default:
      context.problems.add(lineOf(node), `Lessons have no Markdown of the kind “${node.type}”.`);
      return undefined;
  }
}

/** Text that stands among blocks, as in a tag on a single line, becomes paragraphs. */
function gatherText(nodes: readonly Node[], context: LessonContext): (Node | Block)[] {
  const out: (Node | Block)[] = [];
  let run: Node[] = [];
  const flush = (): void => {
    const children = context.inline(run);
    if (children.length > 0) out.push({ type: 'paragraph', children });
    run = [];
  };
  for (const node of nodes) {
    if (isInline(node)) run.push(node);
    else {
      flush();
      out.push(node);
    }
  }
  flush();
  return out;
}

/** Markdoc's nodes to blocks, in order. What cannot be built is left out, and the problems say why. */
export function toBlocks(nodes: readonly Node[], context: LessonContext): Block[] {
  return gatherText(nodes, context)
    .map((item) => (item instanceof Markdoc.Ast.Node ? toBlock(item, context) : item))
    .filter((block) => block !== undefined);
}
