import type { Exchange } from '../model.ts';
import type { Trace } from '../trace.ts';

/** HAR's word for "does not apply" or "not known". */
const NONE = -1;

/** Milliseconds, to the microsecond: what lies below is an artefact of adding. */
const ms = (value: number): number => Math.round(value * 1000) / 1000;

/** A time of the recording as HAR's messages have it: seconds since 1970, to the microsecond. */
export function seconds(trace: Trace, t: number): number {
  return Math.round((trace.epochMs + t) * 1000) / 1_000_000;
}

/** When the last byte of the request crossed the tap, as far as it did before the response began. */
function requestEndedAt(trace: Trace, exchange: Exchange, respondedAt: number): number {
  let endedAt = exchange.startedAt;
  if (exchange.pushed || exchange.carries === 'websocket') return endedAt;
  for (const row of trace.framesOfExchange(exchange.id)) {
    const layer = trace.frames.layer(row);
    if (trace.frames.direction(row) !== 'client-to-server' || (layer !== 'http1' && layer !== 'http2'))
      continue;
    const tEnd = trace.frames.tEnd(row);
    if (tEnd <= respondedAt) endedAt = Math.max(endedAt, tEnd);
  }
  return endedAt;
}

/** The `time` and `timings` of an entry, in milliseconds; `time` is their sum. */
export function timingsOf(trace: Trace, exchange: Exchange) {
  const endedAt = exchange.endedAt ?? trace.lastT;
  const respondedAt = Math.min(exchange.respondedAt ?? endedAt, endedAt);
  const sentAt = requestEndedAt(trace, exchange, respondedAt);
  const send = ms(sentAt - exchange.startedAt);
  const wait = ms(respondedAt - sentAt);
  const receive = ms(endedAt - respondedAt);
  /* The connection may have been opened long before, for something else: its setting up is nobody's. */
  const timings = { blocked: NONE, dns: NONE, connect: NONE, ssl: NONE, send, wait, receive };
  return { time: ms(send + wait + receive), timings };
}
