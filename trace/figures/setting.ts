import * as v from 'valibot';
import { DIRECTIONS } from '../../contract/direction.ts';
import { FLAGS } from '../../wire/http2/frame.ts';
import { parseSettings } from '../../wire/http2/payload.ts';
import { SETTING_DEFINITIONS, SETTINGS } from '../../wire/http2/settings.ts';
import { http2FrameAt } from '../redecode.ts';
import { defineFigure } from './figure.ts';

const NAMES = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];

/** What an end of the newest HTTP/2 connection has said of a setting, or its initial value (RFC 9113 §6.5.2). */
export const setting = defineFigure({
  id: 'setting',
  summary:
    'The value of an HTTP/2 setting that one end announced on the newest connection; its initial value when it said nothing of it.',
  args: v.strictObject({
    by: v.pipe(v.picklist(DIRECTIONS), v.description('Which way its SETTINGS frame went.')),
    name: v.pipe(v.picklist(NAMES), v.description('Which setting.')),
  }),
  read(trace, { by, name }) {
    const { frames } = trace;
    const newest = [...trace.connections.values()].findLast(
      ({ origin, protocol, streams }) => origin === 'http2' && protocol === 'http2' && streams.size > 0,
    );
    if (!newest) return undefined;
    const rows = [...trace.framesOfConnection(newest.id)].filter(
      (row) =>
        frames.type(row) === 'SETTINGS' && frames.direction(row) === by && !(frames.flags(row) & FLAGS.ACK),
    );
    const said = rows
      .map((row) => ({
        row,
        found: parseSettings(http2FrameAt(trace, row).payload).findLast(({ id }) => id === SETTINGS[name]),
      }))
      .findLast(({ found }) => found !== undefined);
    const row = said?.row ?? rows.at(-1);
    const { initial = 0, unit = '' } = SETTING_DEFINITIONS[SETTINGS[name]] ?? {};
    const value = said?.found?.value ?? initial;
    return {
      text: value === 'unlimited' ? 'no limit' : `${value.toLocaleString('en')} ${unit}`.trim(),
      ...(value === 'unlimited' ? {} : { value }),
      evidence: row === undefined ? { conn: newest.id } : { frame: row },
    };
  },
});
