import type { LessonAction, LessonActionType } from '../../contract/lesson-actions.ts';
import { publishPath } from '../../contract/lesson-actions/publish.ts';
import { nameWire, type WireReference } from '../../contract/lesson-actions/wire.ts';
import { overOrigin } from '../../contract/origin.ts';
import { findWire } from '../../trace/find-wire.ts';
import type { Operations } from '../operations/operations.ts';
import type { FaultPlace, Stage } from '../state/stage.ts';

/** What the actions of a lesson work on. */
export interface ActionTargets {
  readonly stage: Pick<
    Stage,
    'trace' | 'applyFault' | 'removeFault' | 'changeSettings' | 'restart' | 'crash'
  >;
  readonly operations: Pick<Operations, 'open' | 'closeAll' | 'closeSome' | 'send'>;
  /** How long an action waits for the wire, or the WebSocket, that it needs; two seconds when left out. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 2_000;
/** A herd is many clients, and what is done next is done to all of them. */
const HERD_PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 30;

/** What an action before this one opened may take a moment to be there. Undefined when it does not come. */
async function appears<T>(look: () => T | undefined, { patienceMs = PATIENCE_MS }: ActionTargets) {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const found = look();
    if (found !== undefined || waited >= patienceMs) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

type Perform<T extends LessonActionType> = (
  action: Extract<LessonAction, { type: T }>,
  targets: ActionTargets,
) => Promise<unknown>;

/** Where a fault goes. Rejects, with a message for people, when no such connection is open. */
async function placeOf(
  { which, ...wire }: Omit<WireReference, 'which'> & { which: WireReference['which'] | 'all' },
  targets: ActionTargets,
): Promise<FaultPlace> {
  if (which === 'all') return wire.origin;
  const reference = { ...wire, which };
  const connection = await appears(() => findWire(targets.stage.trace, reference), targets);
  if (connection) return connection.id;
  throw new Error(`There is no such wire: ${nameWire(reference)}. Open one first.`);
}

/** How each action is done. One entry an action. */
const PERFORM: { readonly [T in LessonActionType]: Perform<T> } = {
  async open({ type: _type, ...request }, targets) {
    const ops = await targets.operations.open(request);
    if (!request.herd) return;
    const isThere = (op: number): boolean => targets.stage.trace.operations.get(op)?.state === 'open';
    await appears(() => ops.every(isThere) || undefined, { patienceMs: HERD_PATIENCE_MS, ...targets });
  },
  publish: (action, { operations }) =>
    operations.open({
      client: 'browser',
      transport: 'fetch',
      origin: action.origin,
      count: action.count,
      path: publishPath(action),
      method: 'POST',
      body: JSON.stringify({ data: action.data, event: action.event }),
    }),
  async send({ type: _type, ...message }, targets) {
    const sent = await appears(() => targets.operations.send(message) || undefined, targets);
    if (!sent) throw new Error('No WebSocket of this page is open. Nothing was sent. Open one first.');
  },
  async close({ type: _type, ...choice }, { operations }) {
    if ((await operations.closeSome(choice)) > 0) return;
    throw new Error('Nothing of that kind is open, so nothing was closed. Open one first.');
  },
  'apply-fault': async ({ type: _type, fault, ...wire }, targets) =>
    targets.stage.applyFault(await placeOf(wire, targets), fault),
  'remove-fault': async ({ type: _type, fault, ...wire }, targets) =>
    targets.stage.removeFault(await placeOf(wire, targets), fault),
  async cut({ origin, which }, targets) {
    const wire = { origin, which, carrying: 'sse' } as const;
    const connection = await appears(() => findWire(targets.stage.trace, wire), targets);
    if (connection) return targets.stage.applyFault(connection.id, { type: 'cut' });
    throw new Error(`No stream is open ${overOrigin(origin)}, so there is no wire to cut. Open some first.`);
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
