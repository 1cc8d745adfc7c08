import type { Node } from '@markdoc/markdoc';
import type { Block, Inline } from '../../contract/lesson.ts';
import type { Highlight } from './highlight.ts';
import type { Problems } from './problems.ts';

/** What the builders of blocks work with. */
export interface LessonContext {
  readonly problems: Problems;
  readonly goalIds: ReadonlySet<string>;
  readonly highlight: Highlight;
  /** The text of a file of the project, by its path from the root; undefined when there is no such file. */
  readonly readSource: (path: string) => string | undefined;
  /** Whether there is a page of ours at this address, such as `#/lessons/six-lanes`. */
  readonly isOwnAddress: (hash: string) => boolean;
  blocks(nodes: readonly Node[]): Block[];
  inline(nodes: readonly Node[]): Inline[];
  /** Ids of the stage's views; undefined when they are not known here. */
  readonly viewIds: ReadonlySet<string> | undefined;
  /** Notes a question's id; false when the lesson has it already. */
  claimAnswerId(id: string): boolean;
}

/** The line of the lesson's file that a node begins at, counted from 1. */
export const lineOf = (node: Node): number => (node.lines[0] ?? 0) + 1;
