import * as v from 'valibot';
import {
  applyFaultActionSchema,
  explainApplyFault,
  explainRemoveFault,
  removeFaultActionSchema,
} from './lesson-actions/faults.ts';
import { explainOpen, openActionSchema } from './lesson-actions/open.ts';
import { explainPublish, publishActionSchema } from './lesson-actions/publish.ts';
import { closeActionSchema, explainClose, explainSend, sendActionSchema } from './lesson-actions/sockets.ts';
import { clientOriginIdSchema, overOrigin } from './origin.ts';
import { crashOptionsSchema, restartOptionsSchema } from './restart.ts';
import { LAB_SETTING_TEXTS, settingAmount } from './setting-texts.ts';
import { labSettingsPatchSchema, type LabSettings } from './settings.ts';

/*
 * What a lesson can do to the lab, as plain data. The doing lives in src/lesson/actions.ts. Buttons of a lesson, its
 * solution and its near misses are lists of these.
 */
/** Resets the oldest or the newest connection of an origin that carries an event stream now. */
export const cutActionSchema = v.strictObject({
  type: v.literal('cut'),
  origin: clientOriginIdSchema,
  which: v.optional(v.picklist(['oldest', 'newest']), 'oldest'),
});

/** Closes everything this page and the Node client have open. */
export const closeAllActionSchema = v.strictObject({ type: v.literal('close-all') });

export const changeSettingsActionSchema = v.strictObject({
  type: v.literal('change-settings'),
  settings: labSettingsPatchSchema,
});

/** Every origin says goodbye, closes its port, and comes back. */
export const restartActionSchema = v.strictObject({
  type: v.literal('restart'),
  ...restartOptionsSchema.entries,
});

/** Every connection is reset, the ports are closed, and come back. */
export const crashActionSchema = v.strictObject({ type: v.literal('crash'), ...crashOptionsSchema.entries });

export const lessonActionSchema = v.variant('type', [
  openActionSchema,
  publishActionSchema,
  sendActionSchema,
  closeActionSchema,
  applyFaultActionSchema,
  removeFaultActionSchema,
  cutActionSchema,
  closeAllActionSchema,
  changeSettingsActionSchema,
  restartActionSchema,
  crashActionSchema,
]);
export type LessonAction = v.InferOutput<typeof lessonActionSchema>;
export type LessonActionType = LessonAction['type'];

/** A solution waits for the goals that its actions lead to, and gives up after `timeoutMs`. */
export const waitForActionSchema = v.strictObject({
  type: v.literal('wait-for'),
  goal: v.string(),
  timeoutMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 20_000),
});

export const solutionStepSchema = v.variant('type', [...lessonActionSchema.options, waitForActionSchema]);
export type SolutionStep = v.InferOutput<typeof solutionStepSchema>;

const EXPLAIN: { readonly [T in LessonActionType]: (action: Extract<LessonAction, { type: T }>) => string } =
  {
    open: explainOpen,
    publish: explainPublish,
    send: explainSend,
    close: explainClose,
    'apply-fault': explainApplyFault,
    'remove-fault': explainRemoveFault,
    cut: ({ which, origin }) => `Resets the ${which} connection ${overOrigin(origin)} that carries a stream.`,
    'close-all': () => 'Closes everything this page has open.',
    'change-settings': ({ settings }) =>
      `Sets ${Object.entries(settings)
        .map(
          ([name, value]) =>
            `“${LAB_SETTING_TEXTS[name as keyof LabSettings].label}” to ${settingAmount(name as keyof LabSettings, value as LabSettings[keyof LabSettings])}`,
        )
        .join(', ')}.`,
    restart: ({ backAfterMs, closeCode }) =>
      `Restarts the server in good order: back after ${backAfterMs / 1_000} s, WebSockets closed with ${closeCode}.`,
    crash: ({ backAfterMs }) =>
      `Crashes the server: every connection is reset, back after ${backAfterMs / 1_000} s.`,
  };

/** What an action does, in one sentence for people. */
export function explainLessonAction<T extends LessonActionType>(
  action: Extract<LessonAction, { type: T }>,
): string {
  return EXPLAIN[action.type](action);
}
