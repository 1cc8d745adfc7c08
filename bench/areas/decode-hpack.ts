import { readdirSync, readFileSync } from 'node:fs';
import { createHpackDecoder } from '../../wire/hpack/decoder.ts';
import { createHpackEncoder } from '../../wire/hpack/encode.ts';
import { figure, processorRate, type Area, type Figure } from '../figure.ts';
import { createHpackJsDecoder } from '../support/hpack-js.ts';

const RUNS = 9;
/** Header blocks decoded in one run, about: so many that no pause of the memory's cleaning is half of it. */
const BLOCKS_A_RUN = 100_000;
const VECTORS = new URL('../../tests/vectors/hpack/nghttp2/', import.meta.url);

/** The blocks of each connection, in their order. */
type Connections = readonly (readonly Buffer[])[];

/** Header blocks of recorded sessions, as the nghttp2 encoder wrote them. */
function recorded(): Connections {
  return readdirSync(VECTORS).map((file) => {
    const story = JSON.parse(readFileSync(new URL(file, VECTORS), 'utf8')) as { cases: { wire: string }[] };
    return story.cases.map(({ wire }) => Buffer.from(wire, 'hex'));
  });
}

/** Requests in which most values were never seen before: no table, and no memory of strings, is of any help. */
function unseen(): Connections {
  return Array.from({ length: 20 }, (_, connection) => {
    const encoder = createHpackEncoder();
    return Array.from({ length: 50 }, (_, request) => {
      const unique = `${connection}-${request}-${Math.imul(connection * 1000 + request, 0x9e3779b1) >>> 0}`;
      const fields = [
        { name: ':method', value: 'GET' },
        { name: ':path', value: `/items/${unique}?from=page` },
        { name: 'cookie', value: `session=${unique}; theme=dark` },
        { name: `x-${unique}`, value: `${unique} of a kind` },
      ];
      return Buffer.from(encoder.encode(fields));
    });
  });
}

function compare(connections: Connections): Figure {
  const repeats = Math.ceil(BLOCKS_A_RUN / connections.flat().length);
  const blocks = connections.flat().length * repeats;
  const decodeAll = (create: () => (block: Buffer) => number): number => {
    let fields = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const connection of connections) {
        const decode = create();
        for (const block of connection) fields += decode(block);
      }
    }
    return fields;
  };
  const ours = (): number =>
    decodeAll(() => {
      const decoder = createHpackDecoder();
      return (block) => decoder.decode(block).fields.length;
    });
  const theirs = (): number => decodeAll(createHpackJsDecoder);
  if (ours() !== theirs()) throw new Error('hpack.js decodes another number of fields.');
  const own: number[] = [];
  const peer: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    own.push(processorRate(blocks, ours));
    peer.push(processorRate(blocks, theirs));
  }
  return figure('blocks/s', own, { name: 'hpack.js', values: peer });
}

/** Header blocks a second: sessions that were recorded, and requests in which every string is new. */
export const decodeHpack: Area = {
  names: ['decode.hpack', 'decode.hpack-unseen'],
  measure() {
    return Promise.resolve({
      'decode.hpack': compare(recorded()),
      'decode.hpack-unseen': compare(unseen()),
    });
  },
};
