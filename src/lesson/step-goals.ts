import type { Block, LessonStep } from '../../contract/lesson.ts';

function goalsOf(block: Block): readonly string[] {
  return block.type === 'goals' ? block.ids : [];
}

/** The goals that a step shows, in order. Empty for a step that only tells. */
export function stepGoals(step: LessonStep): string[] {
  return step.blocks.flatMap(goalsOf);
}
