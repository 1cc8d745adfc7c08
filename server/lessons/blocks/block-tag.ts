import type { Node } from '@markdoc/markdoc';
import type * as v from 'valibot';
import type { Block } from '../../../contract/lesson.ts';
import type { LessonContext } from '../context.ts';
import { readAttributes } from '../inline.ts';

/** A block that lessons write as a tag. Undefined: it cannot be built, and the problems say why. */
export interface BlockTag {
  readonly tag: string;
  build(node: Node, context: LessonContext): Block | undefined;
}

/** Ties a block's builder to the schema of its attributes. */
export function defineBlockTag<S extends v.GenericSchema>(definition: {
  readonly tag: string;
  readonly attributes: S;
  readonly build: (attributes: v.InferOutput<S>, node: Node, context: LessonContext) => Block | undefined;
}): BlockTag {
  return {
    tag: definition.tag,
    build(node, context) {
      const attributes = readAttributes(definition.attributes, node, context);
      return attributes === undefined ? undefined : definition.build(attributes, node, context);
    },
  };
}
