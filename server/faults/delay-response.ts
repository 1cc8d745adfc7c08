import type { FaultOf } from '../../contract/faults.ts';
import type { FaultDoing } from './doing.ts';
import { createFrameGates } from './frames/frame-gates.ts';
import { StreamQueue } from './frames/stream-queue.ts';

const PARTS = { headers: 'head', body: 'body' } as const;

/** Headers late or content late: what tells time to first byte from the time of the download. */
export const delayResponse: FaultDoing<FaultOf<'delay-response'>> = {
  kind: 'gates',
  nearClient: true,
  create: ({ part: held, delayMs }, connection) =>
    createFrameGates(connection, {
      'server-to-client': ({ forward }) => {
        const { clock } = connection;
        const queue = new StreamQueue(clock, forward);
        return {
          piece(piece) {
            // The rest of an HTTP/2 frame whose beginning went on already: nothing may come in between.
            if (connection.protocol === 'http2' && piece.frame === undefined) forward(piece.bytes);
            else queue.push(piece, piece.part === PARTS[held] ? clock.now() + delayMs : 0);
          },
          end: () => queue.end(),
          open: () => queue.open(),
          stop: () => queue.stop(),
        };
      },
    }),
};
