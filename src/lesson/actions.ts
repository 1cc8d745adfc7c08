import type { LessonAction, LessonActionType } from '../../contract/lesson-actions.ts';
import { ORIGINS, type OriginId } from '../../contract/origin.ts';
import type { Connection } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Operations } from '../operations/operations.ts';
import type { Stage } from '../state/stage.ts';

/** What the actions of a lesson work on. */
export interface ActionTargets {
  readonly stage: Pick<Stage, 'trace' | 'applyFault' | 'changeSettings' | 'restart' | 'crash'>;
  readonly operations: Pick<Operations, 'open' | 'closeAll'>;
}

/** The connections of an origin that carry an open event stream, oldest first. */
export function streamingConnections(trace: Trace, origin: OriginId): Connection[] {
  return [...trace.connections.values()]
    .filter(
      (connection) =>
        connection.origin === origin &&
        connection.state === 'open' &&
        connection.exchanges.some(({ carries, endedAt }) => carries === 'sse' && endedAt === undefined),
    )
    .sort((a, b) => a.openedAt - b.openedAt);
}

type Perform<T extends LessonActionType> = (
  action: Extract<LessonAction, { type: T }>,
  targets: ActionTargets,
) => Promise<unknown>;

/** How each action is done. One entry an action. */
const PERFORM: { readonly [T in LessonActionType]: Perform<T> } = {
  open: ({ client, transport, origin, count, path }, { operations }) =>
    operations.open({ client, transport, origin, count, ...(path !== undefined && { path }) }),
  cut({ origin, which }, { stage }) {
    const connection = streamingConnections(stage.trace, origin).at(which === 'oldest' ? 0 : -1);
    if (!connection) {
      return Promise.reject(
        new Error(
          `No stream is open over ${ORIGINS[origin].label}, so there is no wire to cut. Open some first.`,
        ),
      );
    }
    return stage.applyFault(connection.id, { type: 'cut' });
  },
  'close-all': (_action, { operations }) => operations.closeAll(),
  'change-settings': ({ settings }, { stage }) => stage.changeSettings(settings),
  restart: ({ type: _type, ...options }, { stage }) => stage.restart(options),
  crash: ({ type: _type, ...options }, { stage }) => stage.crash(options),
};

function perform<T extends LessonActionType>(
  action: Extract<LessonAction, { type: T }>,
  targets: ActionTargets,
): Promise<unknown> {
  return PERFORM[action.type](action, targets);
}

/** Does the actions one after another. Rejects with a message for people at the first that is refused. */
export async function performAll(actions: readonly LessonAction[], targets: ActionTargets): Promise<void> {
  for (const action of actions) await perform(action, targets);
}
