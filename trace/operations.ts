import type { OperationEvent, OperationEventName } from '../contract/operations.ts';
import type { Exchange, Operation, OperationState } from './model.ts';

/** The `op` query parameter of a request target, or undefined when it has none that counts from 1. */
export function operationOf(target: string): number | undefined {
  const match = /[?&]op=(\d{1,9})(?:&|#|$)/.exec(target);
  const op = match ? Number(match[1]) : 0;
  return op > 0 ? op : undefined;
}

/** A new operation, known from its client's report or only from its first exchange. */
export function createOperation(id: number, issuedAt: number): Operation {
  return {
    id,
    client: 'other',
    transport: 'fetch',
    isFromCode: false,
    origin: undefined,
    url: '',
    issuedAt,
    state: 'queued',
    events: [],
    exchanges: [],
    onWireAt: undefined,
    closedAt: undefined,
  };
}

/** Takes in one report of the operation's client. */
export function applyReport(
  operation: Operation,
  report: OperationEvent & { readonly clockErrorMs?: number | undefined },
  t: number,
): void {
  operation.client = report.client;
  if (report.event === 'issued') {
    operation.issuedAt = t;
    operation.transport = report.raw ? 'raw' : (report.transport ?? operation.transport);
    operation.isFromCode = report.code ?? false;
    operation.origin = report.origin ?? operation.origin;
    operation.url = report.url ?? operation.url;
  }
  if (report.event === 'closed') operation.closedAt ??= t;
  /* The lab took a page that was only asleep for gone: its operation is alive after all. */ else if (
    report.event !== 'error'
  )
    operation.closedAt = undefined;
  operation.events.push({
    t,
    event: report.event,
    detail: report.detail ?? '',
    eventId: report.eventId,
    clockErrorMs: report.clockErrorMs ?? 0,
  });
}

/** Takes in a new exchange: a request of this operation is on the wire. */
export function addExchange(operation: Operation, exchange: Exchange): void {
  operation.exchanges.push(exchange);
  operation.onWireAt ??= exchange.startedAt;
}

/** For operations that no client reports: all that is known comes from their last exchange. */
export function inferFromExchange(operation: Operation, exchange: Exchange): void {
  operation.url ||= exchange.target;
  if (exchange.carries !== 'body') operation.transport = exchange.carries;
  operation.closedAt = exchange.endedAt;
}

/** What an operation is once its last exchange has ended and its client has not said that it is over. */
const BETWEEN_EXCHANGES: Readonly<Record<Operation['transport'], OperationState>> = {
  sse: 'reconnecting',
  'long-poll': 'open',
  poll: 'open',
  websocket: 'closed',
  fetch: 'closed',
  'early-hints': 'closed',
  push: 'closed',
  raw: 'open',
};

/** What a client's last account says of an operation whose exchanges the recording does not hold (any more). */
const LAST_HEARD: Readonly<Partial<Record<OperationEventName, OperationState>>> = {
  opened: 'open',
  message: 'open',
  sent: 'open',
  error: 'reconnecting',
};

/** Where an operation stands, from its client's reports and from the wire. */
export function operationState(operation: Operation): OperationState {
  if (operation.closedAt !== undefined) return 'closed';
  const exchange = operation.exchanges.at(-1);
  if (!exchange) return LAST_HEARD[operation.events.at(-1)?.event ?? 'issued'] ?? 'queued';
  if (exchange.endedAt !== undefined) {
    /* A page that opens another WebSocket by itself reports the loss of one, and no end. */
    const comesBack = operation.transport === 'websocket' && operation.events.at(-1)?.event === 'error';
    return comesBack ? 'reconnecting' : BETWEEN_EXCHANGES[operation.transport];
  }
  return exchange.respondedAt === undefined ? 'waiting' : 'open';
}
