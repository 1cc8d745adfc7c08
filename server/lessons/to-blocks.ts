import Markdoc, { type Node } from '@markdoc/markdoc';
import type { Block, ListBlock } from '../../contract/lesson.ts';
import { findBlockTag } from './blocks/registry.ts';
import { lineOf, type LessonContext } from './context.ts';
import { isInline } from './inline.ts';

const isBlockTag = (node: Node): boolean => node.type === 'tag' && findBlockTag(node.tag) !== undefined;

/** The tags that a paragraph consists of, or the node itself: tags with their content on one line are parsed as a paragraph. */
function splitTags(node: Node): Node[] {
  const inline = node.children[0];
  if (node.type !== 'paragraph' || node.children.length !== 1 || inline?.type !== 'inline') return [node];
  const tags = inline.children.filter(({ type }) => type !== 'softbreak');
  return tags.length > 0 && tags.every(isBlockTag) ? tags : [node];
}

function listItems(list: Node, context: LessonContext): ListBlock['items'] {
  return list.children.map((item) => context.inline(item.children));
}

function toBlock(node: Node, context: LessonContext): Block | undefined {
  if (node.type === 'tag') {
    const definition = findBlockTag(node.tag);
    if (definition) return definition.build(node, context);
    context.problems.add(lineOf(node), `There is no tag ${node.tag ?? ''}.`);
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
  return gatherText(nodes.flatMap(splitTags), context)
    .map((item) => (item instanceof Markdoc.Ast.Node ? toBlock(item, context) : item))
    .filter((block) => block !== undefined);
}
