import { runConformance } from '../conformance.ts';
import { createSseDecoder, type SseDecoderOptions } from './decoder.ts';
import { SSE_DIAGNOSTICS } from './diagnostics.ts';
import type { SseFrame } from './frame.ts';

/** `event="price" data="a\nb" id="7" last="7" retry=700 comment="x"`; what a block does not have is left out. */
function describe(frame: SseFrame): string {
  const parts: string[] = [];
  if (frame.event !== 'message') parts.push(`event=${JSON.stringify(frame.event)}`);
  if (frame.type === 'event' || frame.data !== '') parts.push(`data=${JSON.stringify(frame.data)}`);
  if (frame.id !== undefined) parts.push(`id=${JSON.stringify(frame.id)}`);
  if (frame.lastEventId !== '') parts.push(`last=${JSON.stringify(frame.lastEventId)}`);
  if (frame.retry !== undefined) parts.push(`retry=${frame.retry}`);
  if (frame.comment !== '') parts.push(`comment=${JSON.stringify(frame.comment)}`);
  return parts.join(' ');
}

runConformance<SseFrame, SseDecoderOptions>({
  protocol: 'sse',
  decoder: (options) => createSseDecoder(options),
  describe,
  diagnostics: SSE_DIAGNOSTICS,
});
