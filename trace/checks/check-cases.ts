import type { RecordBuilder } from '../testing.ts';
import type { CheckResult } from './check.ts';
import { findCheck } from './registry.ts';
import { BROWSER_AGENT } from './testing.ts';

/*
 * For the tests of checks: what is said on the wire, and what a check says of it.
 */

/** What a check says of the records, now or at another time. Its reason is a sentence, and its evidence exists. */
export function check(id: string, records: RecordBuilder, args: object = {}, now?: number): CheckResult {
  const found = findCheck(id);
  if (!found) throw new RangeError(`There is no check ${id}.`);
  const trace = records.trace();
  const result = found.check(trace, args, now ?? trace.lastT);
  if (!/^[A-Z/].*\.$/.test(result.reason)) throw new Error(`${id}: “${result.reason}” is no sentence.`);
  const { frame = -1 } = result.evidence ?? {};
  if (frame >= trace.frames.length) throw new Error(`${id}: there is no frame ${frame}.`);
  return result;
}
export const status = (...given: Parameters<typeof check>) => check(...given).status;

export const HTTP1 = { origin: 'http1' };
export const request = (target: string, more = '', method = 'GET'): string =>
  `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${BROWSER_AGENT}\r\n${more}\r\n`;
export const response = (line: string, body: string, more = ''): string =>
  `HTTP/1.1 ${line}\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;
export const NOTHING = 'HTTP/1.1 204 No Content\r\n\r\n';
export const page = (ids: readonly number[]): string =>
  response(
    '200 OK',
    JSON.stringify({ events: ids.map((id) => ({ id, data: 'x' })), after: ids.at(-1) ?? 0 }),
  );
export const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
export const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
export const event = (id: number): string => `id: ${id}\ndata: ${id}\n\n`;

/** An operation of the page. */
export const ask = (
  records: RecordBuilder,
  op: number,
  transport: 'sse' | 'long-poll' | 'poll' | 'websocket',
) =>
  records.operation({
    op,
    event: 'issued',
    client: 'browser',
    transport,
    origin: 'http1',
    url: `/?op=${op}`,
  });
