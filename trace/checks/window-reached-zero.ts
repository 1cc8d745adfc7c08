import * as v from 'valibot';
import { DIRECTIONS } from '../../contract/direction.ts';
import { blockedIntervals } from '../http2/windows.ts';
import type { Trace } from '../trace.ts';
import { defineCheck, judge } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { duration } from './words.ts';

export interface Blocked {
  readonly conn: number;
  /** 0: the connection's window. */
  readonly streamId: number;
  readonly from: number;
  readonly fromRow: number;
  readonly to: number | undefined;
  readonly toRow: number | undefined;
  readonly reopened: boolean;
}

/** Every time that a window for DATA of a direction was empty, over all HTTP/2 connections of the `http2` origin. */
export function blockedWindows(trace: Trace, direction: (typeof DIRECTIONS)[number]): Blocked[] {
  const found: Blocked[] = [];
  for (const connection of trace.connections.values()) {
    if (connection.origin !== 'http2' || connection.protocol !== 'http2') continue;
    for (const streamId of [0, ...connection.streams.keys()]) {
      for (const { fromRow, from, toRow, to, end } of blockedIntervals(
        trace,
        connection.id,
        streamId,
        direction,
      )) {
        if ((to ?? Number.POSITIVE_INFINITY) < trace.clearedAt) continue;
        found.push({ conn: connection.id, streamId, from, fromRow, to, toRow, reopened: end === 'credit' });
      }
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** A flow-control window was used up, and opened again. */
export const windowReachedZero = defineCheck({
  id: 'window-reached-zero',
  summary:
    'A flow-control window of an HTTP/2 stream or connection was used up; with `reopened`, it opened again.',
  args: v.strictObject({
    direction: v.optional(
      v.pipe(v.picklist(DIRECTIONS), v.description('Which way the DATA goes.')),
      'server-to-client',
    ),
    of: v.optional(
      v.pipe(v.picklist(['stream', 'connection', 'any']), v.description('Whose window.')),
      'any',
    ),
    reopened: v.optional(v.pipe(v.boolean(), v.description('Whether it must have opened again.')), true),
  }),
  check(trace, { direction, of, reopened }, now) {
    const all = blockedWindows(trace, direction).filter(
      ({ streamId }) => of === 'any' || (of === 'connection') === (streamId === 0),
    );
    const again = all.find((window) => window.reopened);
    const shown = (reopened ? again : undefined) ?? all.at(-1);
    const whose = shown?.streamId === 0 ? 'the connection' : `stream ${shown?.streamId ?? ''}`;
    const closedFor = duration((shown?.to ?? now) - (shown?.from ?? now));
    const reachedZero = {
      label: 'a window reached 0',
      met: shown !== undefined,
      reason: 'No window has been used up so far.',
      evidence: shown && { frame: shown.fromRow },
    };
    const opened = {
      label: 'it opened again',
      met: again !== undefined,
      reason: `The window of ${whose} is at 0 for ${closedFor}, and has not opened again so far.`,
      evidence: again?.toRow === undefined ? undefined : { frame: again.toRow },
    };
    return judge(
      reopened ? [reachedZero, opened] : [reachedZero],
      reopened
        ? `The window of ${whose} on connection ${shown?.conn ?? ''} was at 0 for ${closedFor}, then opened again.`
        : `The window of ${whose} on connection ${shown?.conn ?? ''} reached 0.`,
      whyCannotTell(trace, 'http2'),
    );
  },
});
