import type { Direction } from '../../contract/direction.ts';
import { decodeUtf8, isUtf8 } from '../../wire/text.ts';
import { encodeBase64 } from '../../wire/websocket/accept-key.ts';
import { bodyOf, type BodySoFar } from '../bodies.ts';
import type { Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';
import { fieldValue } from './har-fields.ts';
import { wholeCharacters } from './whole-characters.ts';

/** Bodies and messages are written up to this many bytes; sizes are exact and a comment says what was left out. */
export const MAX_BODY_BYTES = 1_048_576;

interface Text {
  readonly text: string;
  readonly encoding?: 'base64';
}

function textOf(bytes: Uint8Array): Text {
  return isUtf8(bytes) ? { text: decodeUtf8(bytes) } : { text: encodeBase64(bytes), encoding: 'base64' };
}

/** What a reader has to know of a text: that it was cut, and that it is the encoded form of the content. */
function commentOf({ bytes, size }: BodySoFar, coding: string | undefined): { comment?: string } {
  const sentences = [
    bytes.length < size ? `The first ${bytes.length} of ${size} bytes.` : '',
    coding === undefined ? '' : `As it was sent: Content-Encoding ${coding} is not undone.`,
  ].filter((sentence) => sentence !== '');
  return sentences.length > 0 ? { comment: sentences.join(' ') } : {};
}

const NO_BODY: BodySoFar = { bytes: new Uint8Array(0), size: 0 };

/** What a WebSocket carries is no content, over HTTP/2 neither (RFC 8441 §5): its messages have a place of their own. */
export function bodyFor(trace: Trace, exchange: Exchange, direction: Direction): BodySoFar {
  return exchange.carries === 'websocket' ? NO_BODY : bodyOf(trace, exchange, direction, MAX_BODY_BYTES);
}

/** What is kept of a body; a text does not end inside a character because of the limit. */
export function keptOf({ bytes, size }: BodySoFar): Uint8Array {
  return bytes.length < size ? wholeCharacters(bytes) : bytes;
}

/** The `content` object of a response. */
export function contentOf(exchange: Exchange, body: BodySoFar) {
  const base = { size: body.size, mimeType: exchange.contentType };
  if (body.size === 0) return base;
  const bytes = keptOf(body);
  const coding = fieldValue(exchange.responseHeaders, 'content-encoding');
  return { ...base, ...textOf(bytes), ...commentOf({ bytes, size: body.size }, coding) };
}

/** The `postData` field of a request with content; nothing for one without. */
export function postDataOf(exchange: Exchange, body: BodySoFar) {
  if (body.size === 0) return {};
  const bytes = keptOf(body);
  const { text, encoding } = textOf(bytes);
  const coding = fieldValue(exchange.headers, 'content-encoding');
  return {
    postData: {
      mimeType: fieldValue(exchange.headers, 'content-type') ?? '',
      params: [],
      text,
      /* Only `content` has a place for an encoding in HAR 1.2. */
      ...(encoding && { _encoding: encoding }),
      ...commentOf({ bytes, size: body.size }, coding),
    },
  };
}
