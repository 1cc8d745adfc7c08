import Markdoc, { type Node } from '@markdoc/markdoc';
import type { Block, Inline, Lesson, LessonGoal, LessonStep } from '../../contract/lesson.ts';
import { explainLessonAction } from '../../contract/lesson-actions.ts';
import { specLink, type SpecReference } from '../../wire/spec.ts';
import { lineOf, type LessonContext } from './context.ts';
import { readFrontMatter, type FrontMatter } from './front-matter.ts';
import { toInline } from './inline.ts';
import { Problems } from './problems.ts';
import { toBlocks } from './to-blocks.ts';

/** Where a lesson stands in the course; its folder says so. */
export type LessonPlace = Pick<Lesson, 'id' | 'number' | 'part'>;

export interface CompileOptions extends Pick<LessonContext, 'highlight' | 'readSource' | 'isOwnAddress'> {
  /** The lesson's file, as problems name it. */
  readonly file: string;
  readonly place: LessonPlace;
}

/** What these findings of Markdoc say, the builders of the blocks say better. */
const OURS = new Set(['tag-undefined', 'attribute-undefined', 'attribute-missing-required']);

/** Markdown to a lesson. Throws a LessonError that lists everything that is wrong, with its line. */
export function compileLesson(source: string, options: CompileOptions): Lesson {
  const { file, place } = options;
  const problems = new Problems(file);
  const document = Markdoc.parse(source, file);
  for (const { error, lines, location } of Markdoc.validate(document, {})) {
    const line = location?.start.line ?? lines[0] ?? 0;
    if (!OURS.has(error.id)) problems.add(line + 1, error.message);
  }
  const matter = readFrontMatter(document.attributes['frontmatter'] as string | undefined, problems);
  if (!matter) problems.throwIfAny();

  const answerIds = new Set<string>();
  const context: LessonContext = {
    ...options,
    problems,
    viewIds: stageViews(options.readSource),
    goalIds: new Set(matter?.goals.map(({ id }) => id)),
    blocks: (nodes) => toBlocks(nodes, context),
    inline: (nodes) => toInline(nodes, context),
    claimAnswerId: (id) => {
      const isNew = !answerIds.has(id);
      answerIds.add(id);
      return isNew;
    },
  };
  const steps = toSteps(document.children, context);
  checkPlaced(steps, context);
  problems.throwIfAny();
  /* Without front matter the line above has thrown. */
  if (!matter) throw new TypeError('A lesson without front matter has no problems.');

  return {
    ...place,
    ...matter,
    goals: matter.goals.map((goal) => ({ ...goal, solution: solutionOf(goal.id, matter.solution) })),
    spec: matter.spec.map((reference) => ({ reference, href: specLink(reference as SpecReference) })),
    steps,
  };
}

/** The ids in the registry of views; undefined where the project's sources are not at hand. */
function stageViews(readSource: CompileOptions['readSource']): Set<string> | undefined {
  const registry = readSource('src/views/registry.ts');
  const ids = [...(registry?.matchAll(/\{\s+id: '([\w-]+)',\s+label: /g) ?? [])].map(([, id]) => id ?? '');
  return ids.length === 0 ? undefined : new Set(ids);
}

/** A heading of the second level begins a step. */
function toSteps(nodes: readonly Node[], context: LessonContext): LessonStep[] {
  const parts: { heading: Node | undefined; nodes: Node[] }[] = [];
  for (const node of nodes) {
    if (node.type === 'heading' && node.attributes['level'] === 2) parts.push({ heading: node, nodes: [] });
    else if (parts.length > 0) parts.at(-1)?.nodes.push(node);
    else parts.push({ heading: undefined, nodes: [node] });
  }
  if (parts.length === 0)
    context.problems.add(1, 'The lesson has no steps: each begins with a heading (##).');
  return parts.map(({ heading, nodes: content }) => {
    const first = content[0];
    if (!heading && first) context.problems.add(lineOf(first), 'This stands before the first step (##).');
    return {
      title: heading ? plainText(context.inline(heading.children)) : '',
      blocks: toBlocks(content, context),
    };
  });
}

/** The actions that lead to a goal: the last ones before it is waited for. Two goals in a row have the same. */
function solutionOf(goal: string, solution: FrontMatter['solution']): LessonGoal['solution'] {
  const at = solution.findIndex((step) => step.type === 'wait-for' && step.goal === goal);
  const last = solution.findLastIndex((step, i) => i < at && step.type !== 'wait-for');
  const before = solution.findLastIndex((step, i) => i < last && step.type === 'wait-for');
  const actions = solution.slice(before + 1, last + 1).filter((step) => step.type !== 'wait-for');
  return { actions, explain: actions.map(explainLessonAction) };
}

/** Every goal has a place in the text. */
function checkPlaced(steps: readonly LessonStep[], context: LessonContext): void {
  const placed = new Set<string>();
  const look = (block: Block): void => {
    if (block.type === 'goals') block.ids.forEach((id) => placed.add(id));
    if (block.type === 'predict' || block.type === 'quiz') block.reveal.forEach(look);
    if (
      'children' in block &&
      block.type !== 'paragraph' &&
      block.type !== 'heading' &&
      block.type !== 'look'
    ) {
      block.children.forEach(look);
    }
  };
  for (const { blocks } of steps) blocks.forEach(look);
  for (const id of context.goalIds) {
    if (!placed.has(id)) context.problems.add(1, `The goal ${id} is shown nowhere: name it in a goals tag.`);
  }
}

/** The words without their marks. */
function plainText(inline: readonly Inline[]): string {
  return inline
    .map((part) => {
      if (typeof part === 'string') return part;
      if (part.type === 'code') return part.text;
      return part.type === 'cite' ? part.reference : plainText(part.children);
    })
    .join('');
}
