import type { Connection, Exchange } from '../model.ts';
import { targetWithoutOperation } from './match.ts';

type Fact<T> = readonly [label: string, read: (item: T) => string | number];

const protocolOf = ({ streamId }: Exchange): string => (streamId > 0 ? 'HTTP/2' : 'HTTP/1.1');

const EXCHANGE_FACTS: readonly Fact<Exchange>[] = [
  ['method', ({ method }) => method],
  ['target', ({ target }) => targetWithoutOperation(target)],
  ['protocol', protocolOf],
  ['status', ({ status }) => status ?? 'none'],
  ['content type', ({ contentType }) => contentType],
  ['carries', ({ carries }) => carries],
  ['interim responses', ({ interim }) => interim.length],
  ['Last-Event-ID', ({ lastEventId }) => lastEventId ?? ''],
  ['messages from the client', ({ messages }) => messages['client-to-server']],
  ['messages from the server', ({ messages }) => messages['server-to-client']],
  ['end', ({ endedAt }) => (endedAt === undefined ? 'still open' : 'ended')],
];

const CONNECTION_FACTS: readonly Fact<Connection>[] = [
  ['origin', ({ origin }) => origin],
  ['protocol', ({ protocol }) => protocol],
  ['TLS', ({ tls }) => (tls ? `${tls.version} ${tls.cipher}` : '')],
  ['ALPN', ({ tls }) => tls?.alpn ?? ''],
  ['server name', ({ tls }) => tls?.serverName ?? ''],
  ['session', ({ tls }) => (tls ? (tls.resumed ? 'resumed' : 'new') : '')],
  ['exchanges', ({ exchanges }) => exchanges.length],
  ['MAX_CONCURRENT_STREAMS', ({ maxConcurrentStreams }) => maxConcurrentStreams ?? ''],
  [
    'faults',
    ({ faultLog }) =>
      faultLog.map(({ fault, active }) => `${fault.type} ${active ? 'on' : 'off'}`).join(', '),
  ],
  ['end', ({ endings }) => endings.map(({ by, how }) => `${how} by ${by}`).join(', ') || 'still open'],
  ['bytes', ({ partial }) => (partial ? 'some dropped' : 'complete')],
];

function compare<T>(facts: readonly Fact<T>[], a: T, b: T): string[] {
  return facts.flatMap(([label, read]) => {
    const left = read(a);
    const right = read(b);
    return left === right
      ? []
      : [`${label} ${left === '' ? 'none' : left} → ${right === '' ? 'none' : right}`];
  });
}

/** How two exchanges differ apart from their frames; times do not count. `onPartner`: whether their connections belong together. */
export function exchangeDifferences(a: Exchange, b: Exchange, onPartner: boolean): string[] {
  const found = compare(EXCHANGE_FACTS, a, b);
  return onPartner ? found : [...found, `connection ${a.conn} → ${b.conn}, which does not correspond to it`];
}

/** How two connections differ apart from their frames; times, ports and numbers do not count. */
export function connectionDifferences(a: Connection, b: Connection): string[] {
  return compare(CONNECTION_FACTS, a, b);
}
