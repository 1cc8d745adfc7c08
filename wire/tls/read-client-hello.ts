import { joinBytes } from '../bytes.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Span } from '../span.ts';
import type { ClientHello } from './frame.ts';
import { reportTls } from './diagnostics.ts';
import { readExtensions, type ExtensionDraft } from './extensions.ts';
import { SpanReader, tlsSpan } from './reader.ts';
import { CIPHER_SUITES, nameOf, TLS_VERSIONS, type NamedValue } from './registries.ts';

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const RECORD_HEADER_BYTES = 5;
const HANDSHAKE_HEADER_BYTES = 4;
const MAX_RECORD_BYTES = 16_384;
const MAX_SESSION_ID_BYTES = 32;

type Draft = ExtensionDraft & {
  -readonly [K in Exclude<keyof ClientHello, keyof ExtensionDraft>]: ClientHello[K];
};

const NO_BYTES = new Uint8Array(0);

function emptyHello(): Draft {
  return {
    complete: false,
    recordVersion: 0,
    legacyVersion: 0,
    random: NO_BYTES,
    sessionId: NO_BYTES,
    cipherSuites: [],
    compressionMethods: [],
    extensions: [],
    serverName: undefined,
    alpn: [],
    supportedVersions: [],
    supportedGroups: [],
    signatureSchemes: [],
    keyShares: [],
    diagnostics: [],
  };
}

const versionName = (value: number): string => nameOf(TLS_VERSIONS, value).name;

function readCipherSuites(reader: SpanReader): NamedValue[] {
  const list = reader.part(reader.number('tls.cipher-suites-length', 2));
  const suites: NamedValue[] = [];
  while (list.left >= 2) {
    const value = list.number('tls.cipher-suite', 2, (suite) => nameOf(CIPHER_SUITES, suite).name);
    suites.push(nameOf(CIPHER_SUITES, value));
  }
  reader.absorb(list);
  return suites;
}

function readCompressionMethods(reader: SpanReader): number[] {
  const list = reader.part(reader.number('tls.compression-methods-length', 1));
  const methods: number[] = [];
  while (list.left > 0) {
    methods.push(list.number('tls.compression-method', 1, (value) => (value === 0 ? '0 null' : `${value}`)));
  }
  reader.absorb(list);
  return methods;
}

/** The body of the message (RFC 9846 §4.2.2). */
function readBody(reader: SpanReader, hello: Draft): void {
  const start = reader.position;
  hello.legacyVersion = reader.number('tls.legacy-version', 2, versionName);
  if (hello.legacyVersion !== 0x0303) reader.report('tls/legacy-version', start);
  hello.random = reader.bytes('tls.random', 32);
  const sessionStart = reader.position;
  hello.sessionId = reader.bytes('tls.session-id', reader.number('tls.session-id-length', 1));
  if (hello.sessionId.length > MAX_SESSION_ID_BYTES) reader.report('tls/session-id-too-long', sessionStart);
  hello.cipherSuites = readCipherSuites(reader);
  const methodsStart = reader.position;
  hello.compressionMethods = readCompressionMethods(reader);
  const methodsEnd = reader.position;
  /* Before TLS 1.3 a ClientHello could do without extensions, and without their length. */
  if (reader.left > 0) {
    const extensions = reader.part(reader.number('tls.extensions-length', 2));
    readExtensions(extensions, hello);
    reader.absorb(extensions);
  }
  const offersTls13 = hello.supportedVersions.some(({ value }) => value === 0x0304);
  if (offersTls13 && hello.compressionMethods.join() !== '0') {
    reader.report('tls/compression', methodsStart, methodsEnd);
  }
}

/** The handshake message: type, length, body (RFC 9846 §4). Bytes after it are noted. */
function readMessage(reader: SpanReader, hello: Draft): void {
  reader.number('tls.handshake-type', 1, (value) => (value === CLIENT_HELLO ? '1 client_hello' : `${value}`));
  const length = reader.number('tls.handshake-length', 3);
  hello.complete = !reader.isShort && length <= reader.left;
  const body = reader.part(length);
  readBody(body, hello);
  reader.absorb(body);
  if (!hello.complete) reader.finish();
  if (reader.left === 0) return;
  const after = reader.position;
  reader.bytes('tls.rest', reader.left);
  reader.report('tls/bytes-after', after);
}

/** Where the fragment of one record lies in the bytes. */
interface Fragment {
  readonly start: number;
  readonly end: number;
}

interface Records {
  /** One reader a record header, in the order of the wire; an empty record has no fragment. */
  readonly headers: readonly SpanReader[];
  readonly fragments: readonly Fragment[];
  /** What the fragments hold, joined. */
  readonly message: Uint8Array;
}

/** How many bytes of message are wanted, as far as its first bytes tell; 0 when it is no ClientHello. */
function wantedBytes([type = CLIENT_HELLO, high, middle, low]: readonly number[]): number {
  if (type !== CLIENT_HELLO) return 0;
  if (high === undefined || middle === undefined || low === undefined) return HANDSHAKE_HEADER_BYTES;
  return HANDSHAKE_HEADER_BYTES + (high << 16) + (middle << 8) + low;
}

/** Goes from record to record (RFC 9846 §5.1) until the message is whole, or the bytes end, or are something else. */
function readRecords(bytes: Uint8Array, start: number, hello: Draft, diagnostics: Diagnostic[]): Records {
  const headers: SpanReader[] = [];
  const fragments: Fragment[] = [];
  /** The first bytes of the message: its type and length. */
  const head: number[] = [];
  let read = 0;
  let at = 0;
  while (at < bytes.length && bytes[at] === HANDSHAKE && read < wantedBytes(head)) {
    const header = new SpanReader(bytes, at, Math.min(at + RECORD_HEADER_BYTES, bytes.length), start, []);
    header.number('tls.content-type', 1, () => '22 handshake');
    const version = header.number('tls.record-version', 2, versionName);
    const length = header.number('tls.record-length', 2);
    header.finish();
    if (headers.push(header) === 1) hello.recordVersion = version;
    if (header.isShort) break;
    const from = at + RECORD_HEADER_BYTES;
    const to = Math.min(from + length, bytes.length);
    if (length > MAX_RECORD_BYTES)
      diagnostics.push(reportTls('tls/record-too-long', start + at, start + from));
    if (length === 0) {
      diagnostics.push(reportTls('tls/record-empty', start + at, start + from));
      at = to;
      continue;
    }
    /* Cut off behind the record header: there is no fragment to point at. */
    if (from === to) break;
    fragments.push({ start: from, end: to });
    head.push(...bytes.subarray(from, Math.min(to, from + HANDSHAKE_HEADER_BYTES - head.length)));
    read += to - from;
    at = to;
  }
  return {
    headers,
    fragments,
    message: joinBytes(fragments.map((one) => bytes.subarray(one.start, one.end))),
  };
}

/** Spans of records whose message goes over several of them: the joined message hangs on the last fragment. */
function fragmentSpans(records: Records, start: number, message: readonly Span[]): Span[] {
  const last = records.fragments.at(-1);
  const derived = { kind: 'dechunked', bytes: records.message, spans: message } as const;
  const spans = records.headers.flatMap((header) => header.spans);
  for (const fragment of records.fragments) {
    const words = fragment === last ? { derived } : {};
    spans.push(tlsSpan('tls.fragment', start + fragment.start, start + fragment.end, words));
  }
  return spans.sort((one, other) => one.start - other.start);
}

/** Where an offset of the joined message lies in the bytes. */
function toSource(fragments: readonly Fragment[], offset: number): number {
  let left = offset;
  for (const { start, end } of fragments) {
    if (left <= end - start) return start + left;
    left -= end - start;
  }
  return fragments.at(-1)?.end ?? 0;
}

/** Reads values and spans in one go. `start` is where the bytes stand in their source; diagnostics count from there too. */
export function readClientHello(bytes: Uint8Array, start: number): { hello: ClientHello; root: Span } {
  const hello = emptyHello();
  const diagnostics: Diagnostic[] = [];
  const records = readRecords(bytes, start, hello, diagnostics);
  const { fragments, message } = records;
  const [only] = fragments.length === 1 && records.headers.length === 1 ? fragments : [];
  const found: Diagnostic[] = [];
  const reader = only
    ? new SpanReader(bytes, only.start, only.end, start, found)
    : new SpanReader(message, 0, message.length, 0, found);
  const isOther =
    bytes.length > 0 && (bytes[0] !== HANDSHAKE || (message.length > 0 && message[0] !== CLIENT_HELLO));
  if (isOther) reader.bytes('tls.rest', reader.left);
  else if (message.length > 0) readMessage(reader, hello);

  const children = only
    ? [...(records.headers[0]?.spans ?? []), ...reader.spans]
    : fragmentSpans(records, start, reader.spans);
  const end = start + bytes.length;
  const reached = children.at(-1)?.end ?? start;
  if (reached < end) children.push(tlsSpan('tls.rest', reached, end));

  if (isOther) diagnostics.push(reportTls('tls/not-client-hello', start, end));
  else if (!hello.complete) diagnostics.push(reportTls('tls/cut-off', start, end));
  else {
    const place = (offset: number): number => (only ? offset : start + toSource(fragments, offset));
    diagnostics.push(...found.map((one) => ({ ...one, start: place(one.start), end: place(one.end) })));
  }
  return { hello: { ...hello, diagnostics }, root: tlsSpan('tls.client-hello', start, end, { children }) };
}
