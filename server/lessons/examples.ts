import { parseConformance } from '../../wire/conformance-document.ts';

/** A case of a conformance document: what a decoder is fed with, tested at every chunk size by the project itself. */
export interface Example {
  readonly options: Readonly<Record<string, unknown>>;
  /** The input, in hex. */
  readonly hex: string;
  /** How many frames it has. */
  readonly frames: number;
}

/** The case of a document with this title; undefined when it has none. Throws when the document is not well formed. */
export function parseExample(markdown: string, title: string): Example | undefined {
  const found = parseConformance(markdown, 'document').find(({ sentence }) => sentence === title);
  return (
    found && {
      options: found.options as Example['options'],
      hex: Buffer.from(found.input).toString('hex'),
      /* Lines that are indented tell of a frame's diagnostics. */
      frames: found.frames.filter((line) => !line.startsWith(' ')).length,
    }
  );
}
