import * as v from 'valibot';
import { DIRECTIONS } from '../../contract/direction.ts';
import { mostUncredited } from '../checks/stream-credit.ts';
import { bytesReading, defineFigure } from './figure.ts';

/** How much came on one stream before its reader made room for more. */
export const dataWithoutWindowUpdateFigure = defineFigure({
  id: 'data-without-window-update',
  summary:
    'The most bytes of DATA that one HTTP/2 stream carried before its reader sent a WINDOW_UPDATE for it.',
  args: v.strictObject({
    direction: v.optional(
      v.pipe(v.picklist(DIRECTIONS), v.description('Which way the DATA goes.')),
      'server-to-client',
    ),
  }),
  read(trace, { direction }) {
    const most = mostUncredited(trace, direction);
    return most && bytesReading(most.bytes, { frame: most.row });
  },
});
