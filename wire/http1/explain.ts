import type { Span } from '../span.ts';
import type { SpecReference } from '../spec.ts';
import { decodeLatin1 } from '../text.ts';
import { HTTP1_DIAGNOSTICS } from './diagnostics.ts';
import { HTTP1_FIELDS, METHODS, type Http1Field } from './fields.ts';
import type { Http1Frame } from './frame.ts';
import { headerField } from './headers.ts';
import { isFolded, splitChunkLine, splitFieldLine, splitRequestLine, splitStatusLine } from './lines.ts';
import { explainStatus } from './status.ts';

/** The bytes of one frame, and where they lie in the input. */
interface Source {
  /** One character a byte. Of a chunk it is the first line only, since its data may be long. */
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly start: number;
}

/** What a span says instead of what its field always says. */
interface Override {
  readonly label?: string;
  readonly meaning?: string;
  readonly spec?: SpecReference;
}

/** Collects the spans of a range, side by side; spans without bytes are left out. */
class Tiles {
  readonly spans: Span[] = [];
  readonly #source: Source;
  /** The index up to which the range is tiled. */
  at: number;

  constructor(source: Source, at: number) {
    this.#source = source;
    this.at = at;
  }

  /** A span from the last one's end up to the index `to`. */
  add(field: Http1Field, to: number, value?: string, override: Override = {}): void {
    if (to <= this.at) return;
    const { start, text } = this.#source;
    const usual = HTTP1_FIELDS[field];
    this.spans.push({
      field,
      label: override.label ?? usual.label,
      start: start + this.at,
      end: start + to,
      value: value ?? text.slice(this.at, to),
      meaning: override.meaning ?? usual.meaning,
      spec: override.spec ?? usual.spec,
    });
    this.at = to;
  }

  /** Puts a tree in, which must begin where the last span ended. */
  nest(child: Span): void {
    this.spans.push(child);
    this.at = child.end - this.#source.start;
  }
}

const LF = 0x0a;
const LINE_ENDINGS: Readonly<Record<string, string>> = { '\r\n': 'CR LF', '\n': 'LF', '\r': 'CR' };

/** A line of a source: its text ends at `end`, its line ending at `next`. */
interface Line {
  readonly from: number;
  readonly end: number;
  readonly next: number;
}

function lineAt({ text }: Source, from: number): Line {
  const lf = text.indexOf('\n', from);
  if (lf < 0) return { from, end: text.length, next: text.length };
  return { from, end: lf > from && text[lf - 1] === '\r' ? lf - 1 : lf, next: lf + 1 };
}

function addLineEnding(tiles: Tiles, { bytes }: Source, next: number): void {
  const ending = LINE_ENDINGS[decodeLatin1(bytes, tiles.at, Math.min(next, tiles.at + 2))];
  const bare = ending === 'LF' ? { meaning: HTTP1_DIAGNOSTICS['http1/bare-lf'].message } : {};
  tiles.add('http1.line-ending', next, ending, bare);
}

/** A span with children that tile it. */
function branch(
  source: Source,
  field: Http1Field,
  line: Line,
  tiles: Tiles,
  value: string,
  override: Override = {},
): Span {
  const usual = HTTP1_FIELDS[field];
  return {
    field,
    label: override.label ?? usual.label,
    start: source.start + line.from,
    end: source.start + line.next,
    value,
    meaning: override.meaning ?? usual.meaning,
    spec: override.spec ?? usual.spec,
    children: tiles.spans,
  };
}

function explainRequestLine(source: Source, line: Line): Span {
  const text = source.text.slice(line.from, line.end);
  const tiles = new Tiles(source, line.from);
  const parts = splitRequestLine(text);
  if (parts) {
    const at = line.from;
    const method = text.slice(0, parts.methodEnd);
    const meaning = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    tiles.add('http1.method', at + parts.methodEnd, method, meaning === undefined ? {} : { meaning });
    tiles.add('http1.separator', at + parts.targetStart, 'SP');
    tiles.add('http1.request-target', at + parts.targetEnd);
    tiles.add('http1.separator', at + parts.versionStart, 'SP');
    tiles.add('http1.version', at + parts.versionEnd);
    tiles.add('http1.separator', line.end, 'SP');
  } else tiles.add('http1.unreadable-line', line.end);
  addLineEnding(tiles, source, line.next);
  return branch(source, 'http1.request-line', line, tiles, text);
}

function explainStatusLine(source: Source, line: Line): Span {
  const text = source.text.slice(line.from, line.end);
  const tiles = new Tiles(source, line.from);
  const parts = splitStatusLine(text);
  let override: Override = {};
  if (parts) {
    const at = line.from;
    const status = text.slice(parts.statusStart, parts.statusEnd);
    const { meaning, spec } = explainStatus(Number(status));
    override = { meaning };
    tiles.add('http1.version', at + parts.versionEnd);
    tiles.add('http1.separator', at + parts.statusStart, 'SP');
    tiles.add('http1.status-code', at + parts.statusEnd, status, { meaning, spec });
    tiles.add('http1.separator', at + parts.reasonStart, 'SP');
    tiles.add('http1.reason-phrase', line.end);
  } else tiles.add('http1.unreadable-line', line.end);
  addLineEnding(tiles, source, line.next);
  return branch(source, 'http1.status-line', line, tiles, text, override);
}

const blanks = (text: string): string => [...text].map((one) => (one === '\t' ? 'HTAB' : 'SP')).join(' ');

function explainFieldLine(source: Source, line: Line): Span {
  const text = source.text.slice(line.from, line.end);
  const tiles = new Tiles(source, line.from);
  const at = line.from;
  const parts = splitFieldLine(text);
  if (isFolded(text)) {
    tiles.add('http1.folded-line', line.end);
    addLineEnding(tiles, source, line.next);
    return branch(source, 'http1.folded-line', line, tiles, text.trim());
  }
  if (!parts) {
    tiles.add('http1.unreadable-line', line.end);
    addLineEnding(tiles, source, line.next);
    return branch(source, 'http1.unreadable-line', line, tiles, text);
  }
  const name = text.slice(0, parts.nameEnd);
  const known = headerField(name);
  const about: Override = known ? { meaning: known.meaning, spec: known.spec } : {};
  tiles.add('http1.field-name', at + parts.nameEnd, name, about);
  tiles.add('http1.bad-space', at + parts.colon, blanks(text.slice(parts.nameEnd, parts.colon)));
  tiles.add('http1.colon', at + parts.colon + 1);
  tiles.add(
    'http1.optional-space',
    at + parts.valueStart,
    blanks(text.slice(parts.colon + 1, parts.valueStart)),
  );
  tiles.add('http1.field-value', at + parts.valueEnd);
  tiles.add('http1.optional-space', line.end, blanks(text.slice(parts.valueEnd)));
  addLineEnding(tiles, source, line.next);
  const value = text.slice(parts.valueStart, parts.valueEnd);
  return branch(source, 'http1.field-line', line, tiles, value, {
    label: name === '' ? 'Field line' : name,
    ...about,
  });
}

/** Field lines up to and with the empty line, or to the end. */
function addFieldLines(tiles: Tiles, source: Source): void {
  while (tiles.at < source.text.length) {
    const line = lineAt(source, tiles.at);
    if (line.end > line.from) tiles.nest(explainFieldLine(source, line));
    else {
      tiles.add('http1.empty-line', line.next, LINE_ENDINGS[source.text.slice(line.from, line.next)]);
      /* Behind the empty line there is nothing in a whole frame. */
      tiles.add('http1.junk', source.text.length);
    }
  }
}

function explainHead(source: Source, isRequest: boolean): Span[] {
  const tiles = new Tiles(source, 0);
  for (
    let line = lineAt(source, 0);
    line.end === line.from && line.next > line.from;
    line = lineAt(source, tiles.at)
  ) {
    tiles.add('http1.leading-empty-line', line.next, LINE_ENDINGS[source.text.slice(line.from, line.next)]);
  }
  if (tiles.at < source.text.length) {
    const line = lineAt(source, tiles.at);
    tiles.nest(isRequest ? explainRequestLine(source, line) : explainStatusLine(source, line));
  }
  addFieldLines(tiles, source);
  return tiles.spans;
}

/** The first line of a chunk; its data or trailer section follows. */
function addChunkLine(tiles: Tiles, source: Source, size: number): void {
  const line = lineAt(source, 0);
  const text = source.text.slice(0, line.end);
  const parts = splitChunkLine(text);
  if (parts) {
    const digits = text.slice(0, parts.sizeEnd);
    const meaning =
      size === 0
        ? 'Size 0: this is the last chunk.'
        : `0x${digits.toLowerCase()}: ${size} bytes of data follow.`;
    tiles.add('http1.chunk-size', parts.sizeEnd, digits, { meaning });
    tiles.add(
      'http1.optional-space',
      parts.extensionsStart,
      blanks(text.slice(parts.sizeEnd, parts.extensionsStart)),
    );
    tiles.add('http1.chunk-extension', line.end);
  } else tiles.add('http1.unreadable-line', line.end);
  addLineEnding(tiles, source, line.next);
}

function explainChunk(source: Source, frame: Extract<Http1Frame, { size: number }>): Span[] {
  const tiles = new Tiles(source, 0);
  addChunkLine(tiles, source, frame.size);
  if (frame.type === 'last-chunk') addFieldLines(tiles, source);
  else {
    const dataEnd = Math.max(tiles.at, Math.min(frame.dataEnd - frame.start, source.bytes.length));
    const data = source.bytes.subarray(tiles.at, dataEnd);
    if (data.length > 0) {
      tiles.add('http1.chunk-data', dataEnd, `${data.length} bytes`);
      const last = tiles.spans.pop() as Span;
      tiles.spans.push({ ...last, derived: { kind: 'dechunked', bytes: data, spans: [] } });
    }
    addLineEnding(tiles, source, source.bytes.length);
  }
  return tiles.spans;
}

function explainParts(bytes: Uint8Array, start: number, frame: Http1Frame): readonly Span[] | undefined {
  switch (frame.type) {
    case 'request':
    case 'response':
    case 'interim':
      return explainHead({ text: decodeLatin1(bytes), bytes, start }, frame.type === 'request');
    case 'last-chunk':
      return explainChunk({ text: decodeLatin1(bytes), bytes, start }, frame);
    case 'chunk':
      return explainChunk({ text: decodeLatin1(bytes, 0, bytes.indexOf(LF) + 1), bytes, start }, frame);
    default:
      return undefined;
  }
}

/**
 * What each byte of a frame says: the parts of the start-line, each field line, chunk sizes, trailers. `bytes` are the
 * frame's own bytes and `start` is where they lie in the input; the frame's own offsets may count from anywhere. The
 * spans tile the bytes, whatever they are. Bodies and junk are one span.
 */
export function explainHttp1(bytes: Uint8Array, start: number, frame: Http1Frame): Span {
  const { label, meaning, spec } = HTTP1_FIELDS[`http1.${frame.type}`];
  const field = `http1.${frame.type}`;
  const value = `${bytes.length} byte${bytes.length === 1 ? '' : 's'}`;
  const root: Span = { field, label, start, end: start + bytes.length, value, meaning, spec };
  const children = explainParts(bytes, start, frame);
  return children ? { ...root, children } : root;
}
