import { runConformance } from '../conformance.ts';
import { createHttp1Decoder, type Http1DecoderOptions } from './decoder.ts';
import { HTTP1_DIAGNOSTICS } from './diagnostics.ts';
import type { HeaderField, Http1Frame } from './frame.ts';

interface Options {
  readonly role?: 'request' | 'response';
  /** The methods of the requests that the responses answer, in order. */
  readonly methods?: readonly string[];
  readonly limits?: Http1DecoderOptions['limits'];
}

const fields = (headers: readonly HeaderField[]): string[] =>
  headers.map(({ name, value }) => `${name}=${JSON.stringify(value)}`);

/** `m0 GET /x HTTP/1.1 none host="a"`, `m0 200 "OK" chunked …`, `m0 size=5 data=10-15 ext="a=b"`, `m0`. */
function describe(frame: Http1Frame): string {
  const parts: string[] = [`m${frame.message}`];
  switch (frame.type) {
    case 'request':
    case 'response':
    case 'interim': {
      const { contentLength, framing, headers, version } = frame;
      if (frame.type === 'request') parts.push(frame.method, frame.target, version);
      else parts.push(version, String(frame.status), JSON.stringify(frame.reason));
      parts.push(contentLength === undefined ? framing : `${framing}:${contentLength}`, ...fields(headers));
      break;
    }
    case 'chunk':
    case 'last-chunk':
      parts.push(`size=${frame.size}`, `data=${frame.dataStart}-${frame.dataEnd}`);
      if (frame.extensions !== '') parts.push(`ext=${JSON.stringify(frame.extensions)}`);
      parts.push(...fields(frame.trailers));
      break;
    case 'body':
    case 'junk':
  }
  return parts.join(' ');
}

runConformance<Http1Frame, Options>({
  protocol: 'http1',
  decoder: ({ role = 'request', methods, limits = {} }) =>
    createHttp1Decoder({ role, limits, requestMethod: (message) => methods?.[message] }),
  describe,
  diagnostics: HTTP1_DIAGNOSTICS,
});
