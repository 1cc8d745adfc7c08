import type { Trace } from '../../../trace/trace.ts';
import { bytesOfRow } from '../../../trace/row-bytes.ts';
import { webSocketFrameAt } from '../../../trace/redecode.ts';
import { FRAME_HEADER_BYTES } from '../../../wire/http2/frame.ts';
import { decodeUtf8 } from '../../../wire/text.ts';
import { unmask } from '../../../wire/websocket/mask.ts';

/** So much of a frame is searched, in bytes. */
export const MOST_SEARCHED_BYTES = 65_536;

/**
 * What a frame carries, as text: field lines of a header block, a WebSocket payload unmasked and inflated, otherwise its
 * bytes. At most `MOST_SEARCHED_BYTES` of it.
 */
export function textOfFrame(trace: Trace, frame: number): string {
  switch (trace.frames.layer(frame)) {
    case 'http2': {
      const fields = trace.headerBlocks.get(frame)?.fields;
      if (fields) return fields.map(({ name, value }) => `${name}: ${value}`).join('\n');
      return asText(bytesOfRow(trace, frame).subarray(FRAME_HEADER_BYTES));
    }
    case 'websocket': {
      const inflated = trace.inflated.get(frame);
      if (inflated) return inflated.text;
      const { masked, payload, maskingKey } = webSocketFrameAt(trace, frame);
      const start = payload.subarray(0, MOST_SEARCHED_BYTES);
      return asText(masked ? unmask(start, maskingKey) : start);
    }
    default:
      return asText(bytesOfRow(trace, frame));
  }
}

const asText = (bytes: Uint8Array): string => decodeUtf8(bytes.subarray(0, MOST_SEARCHED_BYTES));
