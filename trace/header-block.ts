import { FLAGS, FRAME_TYPES, type Http2Frame } from '../wire/http2/frame.ts';

interface Field {
  readonly name: string;
  readonly value: string;
}

/**
 * A decoded header block in one line: `GET /sse?op=1`, `CONNECT :protocol websocket /ws`, `200 · text/event-stream`,
 * `103`, `trailers: grpc-status`.
 */
export function describeHeaderBlock(fields: readonly Field[], frame: Http2Frame): string {
  const value = (name: string) => fields.find((field) => field.name === name)?.value;
  const parts: string[] = [];
  const status = value(':status');
  const method = value(':method');
  if (method !== undefined) {
    const protocol = value(':protocol');
    parts.push([method, protocol && `:protocol ${protocol}`, value(':path')].filter(Boolean).join(' '));
  } else if (status !== undefined) {
    parts.push(status);
    const contentType = value('content-type');
    if (contentType) parts.push(contentType);
  } else parts.push(`trailers: ${fields.map((field) => field.name).join(', ')}`);
  if (frame.typeCode === FRAME_TYPES.HEADERS && frame.flags & FLAGS.END_STREAM) parts.push('END_STREAM');
  return parts.join(' · ');
}
