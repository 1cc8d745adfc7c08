import * as v from 'valibot';
import { DIRECTIONS } from '../../contract/direction.ts';
import { blockedWindows } from '../checks/window-reached-zero.ts';
import { windowSteps } from '../http2/windows.ts';
import { bytesReading, defineFigure, timeReading } from './figure.ts';

const directionArg = v.optional(
  v.pipe(v.picklist(DIRECTIONS), v.description('Which way the DATA goes.')),
  'server-to-client',
);

/** The least that a flow-control window came down to, over all streams and HTTP/2 connections. */
export const windowMinimum = defineFigure({
  id: 'window-minimum',
  summary: 'The least that a flow-control window of a stream or connection came down to.',
  args: v.strictObject({ direction: directionArg }),
  read(trace, { direction }) {
    let least: { readonly value: number; readonly row: number } | undefined;
    for (const connection of trace.connections.values()) {
      if (connection.origin !== 'http2' || connection.protocol !== 'http2') continue;
      for (const streamId of [0, ...connection.streams.keys()]) {
        for (const step of windowSteps(trace, connection.id, streamId, direction)) {
          if (step.t >= trace.clearedAt && (!least || step.value < least.value)) least = step;
        }
      }
    }
    return least && bytesReading(least.value, { frame: least.row });
  },
});

/** The longest time that a flow-control window was empty. */
export const windowBlocked = defineFigure({
  id: 'window-blocked',
  summary: 'The longest time that a flow-control window was empty.',
  args: v.strictObject({ direction: directionArg }),
  read(trace, { direction }, now) {
    const longest = blockedWindows(trace, direction)
      .map(({ from, to, fromRow }) => ({ ms: (to ?? now) - from, fromRow }))
      .toSorted((a, b) => b.ms - a.ms)[0];
    return longest && timeReading(longest.ms, { frame: longest.fromRow });
  },
});
