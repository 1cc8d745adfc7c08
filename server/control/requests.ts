import type { ControlRequest, ListedFault } from '../../contract/control.ts';
import type { OperationEvent } from '../../contract/operations.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { NodeClient } from '../client/node-client.ts';
import type { Clock } from '../context.ts';
import type { Service } from '../listen/service.ts';
import type { SettingsStore } from '../settings.ts';
import type { Connections } from '../tap/connections.ts';
import { InputError } from '../validate.ts';

/** What the control channel needs of the lab's own client. */
export type OperationRunner = Pick<NodeClient, 'open' | 'send' | 'close'>;

/** What requests act on. */
export interface ControlContext {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly connections: Connections;
  readonly settings: SettingsStore;
  readonly service: Pick<Service, 'restart' | 'crash' | 'recordState'>;
  readonly nodeClient: OperationRunner;
  /** The first of `count` operation numbers that nobody has. */
  reserveOperations(count: number): number;
}

/** What requests of one page act on. */
export interface RequestContext extends ControlContext {
  /** The page gave an account of one of its operations. */
  readonly reported: (event: OperationEvent) => void;
}

type Handler<T extends ControlRequest['type']> = (
  request: Extract<ControlRequest, { type: T }>,
  context: RequestContext,
) => number | ListedFault[] | void | Promise<void>;

/** What is done for each request of contract/control.ts. A handler throws InputError to say no. */
const HANDLERS: { readonly [T in ControlRequest['type']]: Handler<T> } = {
  clock: (_request, { clock }) => clock.now(),
  'apply-fault': ({ conn, fault }, { connections }) => connections.get(conn).applyFault(fault),
  'remove-fault': ({ conn, fault }, { connections }) => {
    if (!connections.get(conn).removeFault(fault)) {
      throw new InputError(`There is no ${fault} on connection ${conn}.`);
    }
  },
  'apply-origin-fault': ({ origin, fault }, { connections }) => connections.applyOriginFault(origin, fault),
  'remove-origin-fault': ({ origin, fault }, { connections }) => {
    if (!connections.removeOriginFault(origin, fault)) {
      throw new InputError(`There is no ${fault} on the origin ${origin}.`);
    }
  },
  'list-faults': (_request, { connections }) => connections.listFaults(),
  'change-settings': ({ settings: patch }, { settings }) => settings.change(patch),
  restart: ({ type: _type, id: _id, ...options }, { service }) => service.restart(options),
  crash: ({ type: _type, id: _id, ...options }, { service }) => service.crash(options),
  'report-operations': ({ events, clockErrorMs }, { recorder, clock, reported }) => {
    const now = clock.now();
    for (const { t, ...event } of events) {
      // A page's clock can be off by its error; nothing has happened after now or before the recording began.
      recordOperation(recorder, event, Math.min(Math.max(t, 0), now), clockErrorMs);
      reported(event);
    }
  },
  'node-open': ({ type: _type, id: _id, ...operation }, { nodeClient }) => nodeClient.open(operation),
  'node-raw': ({ type: _type, id: _id, ...operation }, { nodeClient }) => nodeClient.send(operation),
  'node-close': ({ op }, { nodeClient }) => nodeClient.close(op),
  clear: (_request, { recorder, connections, service }) => {
    recorder.clear();
    connections.recordOriginFaults();
    service.recordState();
  },
  'reserve-operations': ({ count }, context) => context.reserveOperations(count),
};

/**
 * Does what was asked. Answers with the value for `clock` and `reserve-operations`, with the list for `list-faults`,
 * otherwise with undefined.
 */
export async function handleRequest<R extends ControlRequest>(
  request: R,
  context: RequestContext,
): Promise<number | ListedFault[] | undefined> {
  const handler = HANDLERS[request.type] as (
    request: R,
    context: RequestContext,
  ) => ReturnType<Handler<R['type']>>;
  return (await handler(request, context)) ?? undefined;
}

/** Writes what a client says of its operation into the recording. */
export function recordOperation(
  recorder: Recorder,
  event: OperationEvent,
  t: number,
  clockErrorMs?: number,
): void {
  recorder.append({
    type: 'operation',
    t,
    ...event,
    ...(clockErrorMs === undefined ? {} : { clockErrorMs }),
  });
}
