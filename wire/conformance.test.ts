import { describe, expect, test } from 'vitest';
import { checkCase, decodeInChunks, frameLines } from './conformance.ts';
import { parseConformance, type ConformanceCase } from './conformance-document.ts';
import { NO_DIAGNOSTICS } from './diagnostic.ts';
import type { Decoder, Frame } from './frame.ts';

const document = (body: string): string => `# Title\n\n${body}`;
const fenced = (name: string, body: string): string => `\`\`\`${name}\n${body}\n\`\`\`\n`;
const only = (body: string) => parseConformance(document(body), 'a.md')[0];

describe('a conformance document', () => {
  test('gives a case its sentence, line, options, input and expected lines', () => {
    const markdown = document(
      `## Says hello.\n> spec: RFC 6455 §5.7\n${fenced('json', '{"sender":"client"}')}` +
        `${fenced('hex', '81 05 # head\n6161 62*3')}${fenced('frames', '0-7 text\n  ! ws/x 0-1\n')}`,
    );
    expect(parseConformance(markdown, 'a.md')).toEqual([
      {
        place: 'a.md:3',
        sentence: 'Says hello.',
        options: { sender: 'client' },
        input: Uint8Array.of(0x81, 5, 0x61, 0x61, 0x62, 0x62, 0x62),
        frames: ['0-7 text', '  ! ws/x 0-1'],
      },
    ]);
  });

  test('reads escapes in a text block and ignores its line breaks', () => {
    const one = only(`## S\n${fenced('text', 'a\\r\\n\\t\\\\\\xFFé\nb')}${fenced('frames', '')}`);
    expect(one?.input).toEqual(Uint8Array.of(0x61, 13, 10, 9, 0x5c, 0xff, 0xc3, 0xa9, 0x62));
    expect(one?.frames).toEqual([]);
  });

  test.each([
    ['no case', 'Prose.', 'a.md: the document has no case.'],
    ['no frames', `## S\n${fenced('hex', '00')}`, 'a.md:3: the case has no frames block.'],
    ['no input', `## S\n${fenced('frames', '')}`, 'a.md:3: the case needs one input block, hex or text.'],
    [
      'two inputs',
      `## S\n${fenced('hex', '')}${fenced('text', '')}${fenced('frames', '')}`,
      'a.md:3: the case needs one input block, hex or text.',
    ],
    ['an unknown block', `## S\n${fenced('js', '')}`, 'a.md:4: a block must be one of'],
    [
      'half a byte',
      `## S\n${fenced('hex', '0')}${fenced('frames', '')}`,
      'a.md:3: "0" is not a byte in hex.',
    ],
    ['an unknown escape', `## S\n${fenced('text', '\\q')}${fenced('frames', '')}`, '"\\q" is not an escape'],
    ['an unknown citation', '## S\n> spec: RFC 723 §3', 'a.md:4: "RFC 723 §3" is not a known citation.'],
    [
      'two cases of one name',
      `## S\n${fenced('hex', '')}${fenced('frames', '')}## S\n`,
      'a.md:10: two cases are called "S".',
    ],
    ['an open block', '## S\n```hex\n00', 'a.md: the last block is not closed.'],
  ])('with %s is refused with its place', (_what, body, message) => {
    expect(() => parseConformance(document(body), 'a.md')).toThrow(message);
  });
});

test('frames become lines, their diagnostics below them', () => {
  const frame: Frame = { layer: 'sse', type: 'blank', start: 0, end: 1, diagnostics: NO_DIAGNOSTICS };
  const diagnostic = {
    code: 'x/y',
    severity: 'note',
    message: '',
    spec: 'RFC 9110',
    start: 0,
    end: 1,
  } as const;
  expect(frameLines([frame, { ...frame, diagnostics: [diagnostic] }], () => '')).toEqual([
    '0-1 blank',
    '0-1 blank',
    '  ! x/y 0-1',
  ]);
});

test('an input is pushed in pieces of the asked size, and ended', () => {
  const pushed: number[] = [];
  let ended = 0;
  const decoder: Decoder<Frame> = {
    push: (chunk) => (pushed.push(chunk.length), []),
    end: () => (ended++, []),
    pending: () => undefined,
  };
  decodeInChunks(decoder, new Uint8Array(7), 3);
  expect([pushed, ended]).toEqual([[3, 3, 1], 1]);
});

describe('a case', () => {
  /* A decoder of three-byte frames; with `wholeOnly` it loses what a chunk leaves over. */
  const decoder = (wholeOnly: boolean) => (): Decoder<Frame> => {
    let taken = 0;
    let start = 0;
    const frame = (end: number): Frame => {
      const made = { layer: 'sse' as const, type: 'three', start, end, diagnostics: NO_DIAGNOSTICS };
      start = end;
      return made;
    };
    return {
      push(chunk) {
        if (wholeOnly) start = taken;
        taken += chunk.length;
        const frames: Frame[] = [];
        while (start + 3 <= taken) frames.push(frame(start + 3));
        return frames;
      },
      end: () => [],
      pending: () => undefined,
    };
  };
  const one: ConformanceCase = {
    place: 'a.md:1',
    sentence: 'S',
    options: {},
    input: new Uint8Array(7),
    frames: ['0-3 three', '3-6 three'],
  };
  const describeFrame = () => '';

  test('passes when every chunk size gives the lines', () => {
    expect(() => checkCase({ decoder: decoder(false), describe: describeFrame }, one)).not.toThrow();
  });

  test('fails, and says at which chunk size, when chunking changes the frames', () => {
    expect(() => checkCase({ decoder: decoder(true), describe: describeFrame }, one)).toThrow(
      'a.md:1, in chunks of 1 bytes',
    );
  });

  test('fails when the lines differ, even without any input', () => {
    const empty = { ...one, input: new Uint8Array(0) };
    expect(() => checkCase({ decoder: decoder(false), describe: describeFrame }, empty)).toThrow('a.md:1');
  });
});
