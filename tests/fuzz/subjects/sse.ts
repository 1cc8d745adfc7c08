import type { Decoder } from '../../../wire/frame.ts';
import { createSseDecoder, type SseDecoderOptions } from '../../../wire/sse/decoder.ts';
import { encodeSse, type LineEnding, type SseBlock } from '../../../wire/sse/encode.ts';
import { explainSse } from '../../../wire/sse/explain.ts';
import type { SseFrame } from '../../../wire/sse/frame.ts';
import { summarizeSse } from '../../../wire/sse/summary.ts';
import { encodeUtf8 } from '../../../wire/text.ts';
import { law, same } from '../laws.ts';
import type { Random } from '../random.ts';
import { streamSubject, type ValidInput } from '../stream.ts';
import type { Subject } from '../subject.ts';

const WORDS = [
  ...[
    'data',
    'data:',
    'data: ',
    'event: x',
    'id',
    'id: 7',
    'retry: 5',
    'retry: -1',
    ':',
    ': hi',
    ' ',
    'DATA: x',
  ],
  ...[
    '\n',
    '\n\n',
    '\r',
    '\r\r',
    '\r\n',
    '\r\n\r\n',
    '7',
    'x',
    '\0',
    '\uFEFF',
    'é',
    '🌿',
    '\uFFFD',
    'retry: 99999999999999999999',
  ],
].map(encodeUtf8);

const ALPHABET = ['a', 'b', ' ', ':', '7', 'é', '—', '🌿', '\t', '\uFEFF', '\uFFFD'];
const LINE_ENDINGS: readonly LineEnding[] = ['\n', '\r\n', '\r'];

function words(random: Random, separators: readonly string[]): string {
  let text = '';
  for (let count = random.length(60); count > 0; count--) {
    text += random.pick(random.once(8) && separators.length > 0 ? separators : ALPHABET);
  }
  return text;
}

function blockOf(random: Random): SseBlock {
  const breaks = ['\n', '\r', '\r\n'];
  return {
    ...(random.once(3) && { comment: words(random, breaks) }),
    ...(random.once(3) && { event: words(random, []) }),
    ...(random.once(3) && { id: words(random, []) }),
    ...(random.once(5) && { retry: random.below(10_000) }),
    ...(!random.once(4) && { data: words(random, breaks) }),
  };
}

const lines = (text: string): string => text.replaceAll(/\r\n|\r/g, '\n');

/** What a block must come back as (HTML Standard: Interpreting an event stream). */
function expected(block: SseBlock, lastEventId: string): Partial<SseFrame> {
  const isEmpty = Object.keys(block).length === 0;
  const isComment = Object.keys(block).length === 1 && block.comment !== undefined;
  const type = block.data !== undefined ? 'event' : isEmpty ? 'blank' : isComment ? 'comment' : 'fields';
  return {
    type,
    event: block.event === undefined || block.event === '' ? 'message' : block.event,
    data: lines(block.data ?? ''),
    id: block.id,
    lastEventId,
    retry: block.retry,
    comment: lines(block.comment ?? ''),
  };
}

function valid(random: Random, { lastEventId = '' }: SseDecoderOptions): ValidInput<SseFrame> {
  const blocks = random.list(4, () => blockOf(random));
  const ending = random.pick(LINE_ENDINGS);
  return {
    bytes: encodeUtf8(blocks.map((block) => encodeSse(block, ending)).join('')),
    expect(frames) {
      law(
        frames.length === blocks.length,
        'What was encoded is decoded again',
        () => `${frames.length} blocks`,
      );
      let id = lastEventId;
      frames.forEach((frame, at) => {
        const block = blocks[at] as SseBlock;
        id = block.id ?? id;
        for (const [key, value] of Object.entries(expected(block, id))) {
          same(`What was encoded is decoded again (${key})`, frame[key as keyof SseFrame], value);
        }
      });
    },
  };
}

export const sse: Subject = streamSubject<SseFrame, Decoder<SseFrame>, SseDecoderOptions>({
  name: 'sse',
  words: WORDS,
  keepsNoChunk: true,
  options: (random) => ({
    ...(random.once(3) && { maxBlockBytes: 10 + random.below(20) }),
    ...(random.once(3) && { lastEventId: 'before' }),
  }),
  unbounded: ({ lastEventId }) => (lastEventId === undefined ? {} : { lastEventId }),
  decoder: createSseDecoder,
  valid,
  summarize: summarizeSse,
  explain: (bytes, frame) => explainSse(bytes, frame.start, frame),
});
