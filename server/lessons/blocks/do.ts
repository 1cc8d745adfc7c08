import * as v from 'valibot';
import { explainLessonAction, lessonActionSchema } from '../../../contract/lesson-actions.ts';
import { defineBlockTag } from './block-tag.ts';

export const doTag = defineBlockTag({
  tag: 'do',
  attributes: v.strictObject({
    label: v.string(),
    actions: v.pipe(v.array(lessonActionSchema), v.minLength(1)),
  }),
  build: ({ label, actions }) => ({
    type: 'do',
    label,
    actions,
    explain: actions.map((action) => explainLessonAction(action)).join(' '),
  }),
});
