import { createParser } from 'eventsource-parser';
import { createSseDecoder } from '../../wire/sse/decoder.ts';
import { encodeUtf8 } from '../../wire/text.ts';
import { figure, processorRate, type Area, type Figure } from '../figure.ts';

const RUNS = 9;
const EVENTS = 100_000;
const CHUNK_BYTES = 16_384;

/** Streams as labs and model answers send them, and the worst there is: short events of text that is not ASCII. */
const STREAMS = {
  'decode.sse': (n: number) => `id: ${n}\nevent: tick\ndata: {"n":${n},"at":"2026-11-21T07:49:00.000Z"}\n\n`,
  'decode.sse-tokens': (n: number) => `data: {"token":" word${n}"}\n\n`,
  'decode.sse-not-ascii': (n: number) => `data: größer ${n} 🌿\n\n`,
} as const;

function compare(event: (n: number) => string): Figure {
  const all = encodeUtf8(Array.from({ length: EVENTS }, (_, n) => event(n)).join(''));
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < all.length; at += CHUNK_BYTES) chunks.push(all.subarray(at, at + CHUNK_BYTES));
  const ours = (): number => {
    const decoder = createSseDecoder();
    let events = 0;
    for (const chunk of chunks) for (const { type } of decoder.push(chunk)) if (type === 'event') events += 1;
    return events;
  };
  /* It takes text: decoding it is part of the work, as wherever a stream comes from a socket. */
  const theirs = (): number => {
    let events = 0;
    const parser = createParser({
      onEvent: () => {
        events += 1;
      },
    });
    const decoder = new TextDecoder();
    for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
    return events;
  };
  const [own, peer]: [number[], number[]] = [[], []];
  for (const decode of [ours, theirs]) if (decode() !== EVENTS) throw new Error('Not every event came out.');
  for (let run = 0; run < RUNS; run++) {
    own.push(processorRate(EVENTS, ours));
    peer.push(processorRate(EVENTS, theirs));
  }
  return figure('events/s', own, { name: 'eventsource-parser', values: peer });
}

/** Events a second beside eventsource-parser, which keeps no offsets. */
export const decodeSse: Area = {
  names: Object.keys(STREAMS),
  measure() {
    const results: Record<string, Figure> = {};
    for (const [name, event] of Object.entries(STREAMS)) results[name] = compare(event);
    return Promise.resolve(results);
  },
};
