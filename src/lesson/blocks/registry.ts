import type { Component, Snippet } from 'svelte';
import type { Block, BlockOf, BlockType } from '../../../contract/lesson.ts';
import BytesBlock from './BytesBlock.svelte';
import CodeBlock from './CodeBlock.svelte';
import DevtoolsBlock from './DevtoolsBlock.svelte';
import DoBlock from './DoBlock.svelte';
import FurtherBlock from './FurtherBlock.svelte';
import GoalsBlock from './GoalsBlock.svelte';
import HeadingBlock from './HeadingBlock.svelte';
import ListBlock from './ListBlock.svelte';
import LookBlock from './LookBlock.svelte';
import ParagraphBlock from './ParagraphBlock.svelte';
import PredictBlock from './PredictBlock.svelte';
import QuizBlock from './QuizBlock.svelte';
import SummaryBlock from './SummaryBlock.svelte';
import TerminalBlock from './TerminalBlock.svelte';
import TryBlock from './TryBlock.svelte';

/** What a block's component gets: the block, and how to show blocks that lie in it. */
interface BlockProps<T extends BlockType> {
  readonly block: BlockOf<T>;
  readonly nested: Snippet<[readonly Block[]]>;
}

/** How each block is shown. One line a block. */
export const BLOCKS: { readonly [T in BlockType]: Component<BlockProps<T>> } = {
  paragraph: ParagraphBlock,
  heading: HeadingBlock,
  list: ListBlock,
  predict: PredictBlock,
  quiz: QuizBlock,
  do: DoBlock,
  goals: GoalsBlock,
  look: LookBlock,
  bytes: BytesBlock,
  code: CodeBlock,
  try: TryBlock,
  terminal: TerminalBlock,
  devtools: DevtoolsBlock,
  further: FurtherBlock,
  summary: SummaryBlock,
};
