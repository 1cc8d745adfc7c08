import { devtools, further, summary } from './asides.ts';
import type { BlockTag } from './block-tag.ts';
import { bytes } from './bytes.ts';
import { code } from './code.ts';
import { doTag } from './do.ts';
import { goals } from './goals.ts';
import { look } from './look.ts';
import { predict } from './predict.ts';
import { quiz } from './quiz.ts';
import { terminal } from './terminal.ts';
import { tryTag } from './try.ts';

/** Every block that lessons write as a tag. One line a tag. */
const BLOCK_TAGS: readonly BlockTag[] = [
  predict,
  quiz,
  doTag,
  goals,
  look,
  bytes,
  code,
  tryTag,
  terminal,
  devtools,
  further,
  summary,
];

const BY_TAG = new Map(BLOCK_TAGS.map((block) => [block.tag, block]));

/** The block that this tag builds, or undefined. */
export const findBlockTag = (tag: string | undefined): BlockTag | undefined => BY_TAG.get(tag ?? '');
