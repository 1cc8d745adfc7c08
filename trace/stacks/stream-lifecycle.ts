import type { Direction } from '../../contract/direction.ts';
import { FLAGS, FRAME_TYPES, type Http2Frame } from '../../wire/http2/frame.ts';
import { nextStreamState, type StreamInput } from '../../wire/http2/stream-state.ts';
import type { Http2Stream } from '../model.ts';

const INPUTS: Readonly<Record<number, StreamInput>> = {
  [FRAME_TYPES.HEADERS]: 'HEADERS',
  [FRAME_TYPES.DATA]: 'DATA',
  [FRAME_TYPES.RST_STREAM]: 'RST_STREAM',
  [FRAME_TYPES.WINDOW_UPDATE]: 'WINDOW_UPDATE',
  [FRAME_TYPES.PRIORITY]: 'PRIORITY',
};

/** Moves a stream on by one frame (RFC 9113 §5.1). Tells whether this frame closed it. */
export function advanceStream(stream: Http2Stream, frame: Http2Frame, direction: Direction): boolean {
  const input = INPUTS[frame.typeCode];
  if (!input || stream.state === 'closed') return false;
  const actor = direction === 'client-to-server' ? 'client' : 'server';
  stream.state = nextStreamState(stream.state, actor, input).state;
  const endsStream = (input === 'HEADERS' || input === 'DATA') && (frame.flags & FLAGS.END_STREAM) !== 0;
  if (endsStream) stream.state = nextStreamState(stream.state, actor, 'END_STREAM').state;
  return stream.state === 'closed';
}

/** A stream was promised by the server: it is reserved before its first frame (RFC 9113 §8.4). */
export function promiseStream(stream: Http2Stream): void {
  stream.state = nextStreamState(stream.state, 'server', 'PUSH_PROMISE').state;
}
