import * as v from 'valibot';
import { opposite, type Direction } from '../../contract/direction.ts';
import { FLAGS } from '../../wire/http2/frame.ts';
import type { Trace } from '../trace.ts';
import { defineCheck, judge } from './check.ts';
import { http2Frames } from './http2-frames.ts';
import { whyCannotTell } from './reachable.ts';

/** A SETTINGS frame of one end, and the acknowledgement of the other; undefined while there is none. */
interface Announcement {
  readonly conn: number;
  readonly row: number;
  readonly ack: number | undefined;
}

/** The first SETTINGS frame of one end on each connection, with the first acknowledgement after it. */
function announcements(trace: Trace, by: Direction): Announcement[] {
  const acks = [...http2Frames(trace, 'SETTINGS', opposite(by))].filter(
    ({ frame }) => frame.flags & FLAGS.ACK,
  );
  const first = new Map<number, Announcement>();
  for (const { row, conn, frame } of http2Frames(trace, 'SETTINGS', by)) {
    if (frame.flags & FLAGS.ACK || first.has(conn)) continue;
    const ack = acks.find((found) => found.conn === conn && found.row > row)?.row;
    first.set(conn, { conn, row, ack });
  }
  return [...first.values()];
}

/** Each end of an HTTP/2 connection said what holds for the other, and was told that it was read. */
export const settingsExchanged = defineCheck({
  id: 'settings-exchanged',
  summary: 'Both ends of one HTTP/2 connection sent SETTINGS, and each acknowledged those of the other.',
  args: v.strictObject({}),
  check(trace) {
    const up = announcements(trace, 'client-to-server');
    const down = announcements(trace, 'server-to-client');
    const isAcked = ({ ack }: Announcement): boolean => ack !== undefined;
    const whole = up.find(
      (one) => isAcked(one) && down.some((other) => other.conn === one.conn && isAcked(other)),
    );
    const conn = (whole ?? up.at(-1) ?? down.at(-1))?.conn;
    const conditions = [
      ['the client', 'the server', up.find((one) => one.conn === conn)],
      ['the server', 'the client', down.find((one) => one.conn === conn)],
    ] as const;
    return judge(
      conditions.flatMap(([end, other, found]) => [
        {
          label: `${end} sent SETTINGS`,
          met: found !== undefined,
          reason: `No SETTINGS of ${end} have come so far.`,
          evidence: found && { frame: found.row },
        },
        {
          label: `${other} acknowledged them`,
          met: found?.ack !== undefined,
          reason: `${other === 'the server' ? 'The server' : 'The client'} has not acknowledged them so far.`,
          evidence: found?.ack === undefined ? undefined : { frame: found.ack },
        },
      ]),
      `On connection ${conn ?? ''} each end sent its SETTINGS and acknowledged those of the other.`,
      whyCannotTell(trace, 'http2'),
    );
  },
});
