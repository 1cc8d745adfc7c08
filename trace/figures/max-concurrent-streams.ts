import * as v from 'valibot';
import { FLAGS } from '../../wire/http2/frame.ts';
import type { Connection } from '../model.ts';
import type { Trace } from '../trace.ts';
import { defineFigure } from './figure.ts';

/** The newest SETTINGS frame of the server that is no acknowledgement and not empty. */
function settingsFrame(trace: Trace, connection: Connection): number | undefined {
  const { frames } = trace;
  return [...trace.framesOfConnection(connection.id)].findLast(
    (at) =>
      frames.type(at) === 'SETTINGS' &&
      frames.direction(at) === 'server-to-client' &&
      (frames.flags(at) & FLAGS.ACK) === 0 &&
      frames.lengthOf(at) > 0,
  );
}

/** SETTINGS_MAX_CONCURRENT_STREAMS as the lab announced it on the newest HTTP/2 connection (RFC 9113 §6.5.2). */
export const maxConcurrentStreams = defineFigure({
  id: 'max-concurrent-streams',
  summary: 'SETTINGS_MAX_CONCURRENT_STREAMS as the server announced it on the newest HTTP/2 connection.',
  args: v.strictObject({}),
  read(trace) {
    const newest = [...trace.connections.values()].findLast(
      (connection) => connection.maxConcurrentStreams !== undefined,
    );
    if (!newest) return undefined;
    const frame = settingsFrame(trace, newest);
    return {
      text: String(newest.maxConcurrentStreams),
      value: newest.maxConcurrentStreams ?? 0,
      evidence: frame === undefined ? { conn: newest.id } : { frame },
    };
  },
});
