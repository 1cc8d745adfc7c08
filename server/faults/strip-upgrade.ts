import type { FaultOf } from '../../contract/faults.ts';
import type { RequestHead } from '../../wire/http1/frame.ts';
import type { FaultDoing } from './doing.ts';
import { createFrameGates } from './frames/frame-gates.ts';

const asksForUpgrade = ({ headers }: RequestHead): boolean =>
  headers.some(({ name }) => name.toLowerCase() === 'upgrade');

/** The head without its Upgrade and Connection lines, every other byte as it was. */
function stripped(head: Buffer): Buffer {
  const lines = head.toString('latin1').match(/[^\n]*\n/g) ?? [];
  const kept = lines.filter((line) => !/^(upgrade|connection)[ \t]*:/i.test(line));
  return Buffer.from(kept.join(''), 'latin1');
}

/** Connection names what is for the next hop only; a proxy that forwards neither leaves a plain request. */
export const stripUpgrade: FaultDoing<FaultOf<'strip-upgrade'>> = {
  kind: 'gates',
  nearClient: true,
  create: (_fault, connection) =>
    createFrameGates(connection, {
      'client-to-server': ({ forward, lose }) => ({
        piece({ bytes, frame }) {
          if (frame?.layer !== 'http1' || frame.type !== 'request' || !asksForUpgrade(frame)) {
            forward(bytes);
            return;
          }
          const rest = stripped(bytes);
          lose(bytes.length - rest.length);
          forward(rest);
        },
      }),
    }),
};
