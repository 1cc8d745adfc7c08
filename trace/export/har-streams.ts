import { decodeUtf8 } from '../../wire/text.ts';
import { encodeBase64 } from '../../wire/websocket/accept-key.ts';
import { OPCODES } from '../../wire/websocket/frame.ts';
import { eventsOf, webSocketMessages } from '../messages.ts';
import type { Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';
import { MAX_BODY_BYTES, keptOf } from './har-content.ts';
import { seconds } from './har-timings.ts';

function webSocketFields(trace: Trace, exchange: Exchange) {
  return {
    _resourceType: 'websocket',
    _webSocketMessages: webSocketMessages(trace, exchange).map(({ direction, type, t, bytes, size }) => {
      const kept = { bytes: bytes.subarray(0, MAX_BODY_BYTES), size: size ?? bytes.length };
      const isText = type === 'text';
      return {
        type: direction === 'client-to-server' ? 'send' : 'receive',
        time: seconds(trace, t),
        opcode: isText ? OPCODES.text : OPCODES.binary,
        data: isText ? decodeUtf8(keptOf(kept)) : encodeBase64(kept.bytes),
        ...(size === undefined ? { _comment: 'It could not be inflated.' } : {}),
        ...(kept.bytes.length < kept.size
          ? { _comment: `The first ${kept.bytes.length} of ${kept.size} bytes.` }
          : {}),
      };
    }),
  };
}

function eventSourceFields(trace: Trace, exchange: Exchange) {
  return {
    _resourceType: 'eventsource',
    _eventSourceMessages: eventsOf(trace, exchange).map(({ t, event, data, lastEventId }) => ({
      time: seconds(trace, t),
      eventName: event,
      eventId: lastEventId,
      data,
    })),
  };
}

/** What an event stream or a WebSocket carried, under the names browsers use; nothing for other exchanges. */
export function streamFields(trace: Trace, exchange: Exchange) {
  if (exchange.carries === 'sse') return eventSourceFields(trace, exchange);
  return exchange.carries === 'websocket' ? webSocketFields(trace, exchange) : {};
}
