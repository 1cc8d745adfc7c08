/*
 * Reads the Markdown documents under wire/<protocol>/conformance: what decoders are tested with, and lessons show.
 *
 *   # Title of the document
 *
 *   ## One sentence about behaviour: the title of the case.
 *   > spec: RFC 6455 §5.7                     optional; checked against the list of specifications
 *
 *   ```json      optional: options for the decoder
 *   ```hex       or ```text: the input
 *   ```frames    the lines that are expected, after end()
 *
 * hex:    bytes as two digits, `#` starts a comment, `61*126` is a byte 126 times.
 * text:   UTF-8 with the escapes \r \n \t \\ \xNN; line breaks in the document do not count.
 * frames: `<start>-<end> <type> <details>`, and below it one line `  ! <code> <start>-<end>` a diagnostic.
 */
import { isSpecReference } from './spec.ts';
import { encodeUtf8 } from './text.ts';

export interface ConformanceCase {
  /** `<file>:<line>` of the case's heading. */
  readonly place: string;
  readonly sentence: string;
  /** The JSON options block, `{}` when there is none. */
  readonly options: unknown;
  readonly input: Uint8Array;
  readonly frames: readonly string[];
}

const BLOCKS = ['json', 'hex', 'text', 'frames'] as const;
type Block = (typeof BLOCKS)[number];

interface Draft {
  readonly place: string;
  readonly sentence: string;
  readonly blocks: Map<Block, string[]>;
}

/** Bytes of a `hex` block. Throws with `place` when a token is neither a byte nor a repeated one. */
function parseHex(lines: readonly string[], place: string): Uint8Array {
  const bytes: number[] = [];
  for (const line of lines) {
    for (const token of line.replace(/#.*/, '').split(/\s+/)) {
      if (token === '') continue;
      const match = /^((?:[0-9a-f]{2})+)(?:\*(\d+))?$/i.exec(token);
      if (!match) throw new Error(`${place}: "${token}" is not a byte in hex.`);
      const run = (match[1] as string).match(/../g) as string[];
      for (let count = Number(match[2] ?? 1); count > 0; count--) {
        for (const pair of run) bytes.push(Number.parseInt(pair, 16));
      }
    }
  }
  return Uint8Array.from(bytes);
}

const ESCAPES: Readonly<Record<string, number>> = { r: 0x0d, n: 0x0a, t: 0x09, '\\': 0x5c };

/** Bytes of a `text` block. Throws with `place` for an unknown escape. */
function parseText(lines: readonly string[], place: string): Uint8Array {
  const bytes: number[] = [];
  for (const [piece] of lines.join('').matchAll(/\\x[0-9a-f]{2}|\\[^]?|[^\\]+/gi)) {
    if (!piece.startsWith('\\')) bytes.push(...encodeUtf8(piece));
    else if (piece.length === 4) bytes.push(Number.parseInt(piece.slice(2), 16));
    else {
      const byte = ESCAPES[piece.slice(1)];
      if (byte === undefined) throw new Error(`${place}: "${piece}" is not an escape of a text block.`);
      bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}

function finishCase({ place, sentence, blocks }: Draft): ConformanceCase {
  const { hex, text, frames, json } = Object.fromEntries(blocks) as Partial<Record<Block, string[]>>;
  if (!frames) throw new Error(`${place}: the case has no frames block.`);
  if ((hex === undefined) === (text === undefined)) {
    throw new Error(`${place}: the case needs one input block, hex or text.`);
  }
  return {
    place,
    sentence,
    options: json ? (JSON.parse(json.join('\n')) as unknown) : {},
    input: hex ? parseHex(hex, place) : parseText(text ?? [], place),
    frames: frames.map((line) => line.trimEnd()).filter((line) => line !== ''),
  };
}

/** The cases of one document. Throws with file and line when the document is not well formed. */
export function parseConformance(markdown: string, file: string): ConformanceCase[] {
  const cases: ConformanceCase[] = [];
  const sentences = new Set<string>();
  let draft: Draft | undefined;
  let open: string[] | undefined;
  const finish = (): void => {
    if (draft) cases.push(finishCase(draft));
  };
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const place = `${file}:${index + 1}`;
    const fence = /^```(\w*)\s*$/.exec(line);
    if (fence && open) open = undefined;
    else if (fence) {
      const name = BLOCKS.find((block) => block === fence[1]);
      if (!name) throw new Error(`${place}: a block must be one of ${BLOCKS.join(', ')}.`);
      if (!draft) throw new Error(`${place}: the block stands before the first case.`);
      if (draft.blocks.has(name)) throw new Error(`${place}: the case already has a ${name} block.`);
      draft.blocks.set(name, (open = []));
    } else if (open) open.push(line);
    else if (line.startsWith('## ')) {
      finish();
      const sentence = line.slice(3).trim();
      if (sentences.has(sentence)) throw new Error(`${place}: two cases are called "${sentence}".`);
      sentences.add(sentence);
      draft = { place, sentence, blocks: new Map() };
    } else if (line.startsWith('> spec: ')) {
      for (const reference of line.slice('> spec: '.length).split(', ')) {
        if (!isSpecReference(reference)) throw new Error(`${place}: "${reference}" is not a known citation.`);
      }
    }
  }
  if (open) throw new Error(`${file}: the last block is not closed.`);
  finish();
  if (cases.length === 0) throw new Error(`${file}: the document has no case.`);
  return cases;
}
