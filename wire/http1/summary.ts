import type { HeaderField, Http1Frame, ResponseHead } from './frame.ts';
import { statusText } from './status.ts';

/** Characters of a request target that a summary shows. */
const MAX_TARGET = 120;

const bytesText = (count: number): string => `${count.toLocaleString('en-US')} byte${count === 1 ? '' : 's'}`;

const valueOf = (headers: readonly HeaderField[], name: string): string | undefined =>
  headers.find((field) => field.name.toLowerCase() === name)?.value;

function summarizeResponse(frame: ResponseHead): string {
  const status = frame.reason === '' ? statusText(frame.status) : `${frame.status} ${frame.reason}`;
  const about =
    frame.status === 101 ? valueOf(frame.headers, 'upgrade') : valueOf(frame.headers, 'content-type');
  const to = valueOf(frame.headers, 'location');
  return [status, about, to].filter((part) => part !== undefined && part !== '').join(' · ');
}

/**
 * What a frame says, in one line: `GET /sse?op=1`, `200 OK · text/event-stream`, `103 Early Hints`, `42 bytes`,
 * `end of body · 1 trailer field`.
 */
export function summarizeHttp1(frame: Http1Frame): string {
  switch (frame.type) {
    case 'request': {
      const { method, target } = frame;
      return `${method} ${target.length > MAX_TARGET ? `${target.slice(0, MAX_TARGET)}…` : target}`;
    }
    case 'response':
    case 'interim':
      return summarizeResponse(frame);
    case 'chunk': {
      const seen = frame.dataEnd - frame.dataStart;
      return seen === frame.size
        ? bytesText(seen)
        : `${bytesText(seen)} of ${frame.size.toLocaleString('en-US')}, cut off`;
    }
    case 'last-chunk': {
      const count = frame.trailers.length;
      return count === 0 ? 'end of body' : `end of body · ${count} trailer field${count === 1 ? '' : 's'}`;
    }
    case 'body':
      return frame.end === frame.start ? 'cut off, no byte came' : bytesText(frame.end - frame.start);
    case 'junk':
      return `${bytesText(frame.end - frame.start)} that cannot be read as HTTP/1.1`;
  }
}
